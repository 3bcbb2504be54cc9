"""What people say to a bicycle workshop and what it answers: the talks that an invented history is made of.

A talk is a tuple of turns. A turn begins with `<` (the peer) or `>` (us); words in braces are filled in from
`FILLINGS`, `{name}` with the person's first name; a turn that ends with `[photo]` has a picture with it.
"""

from __future__ import annotations

Talk = tuple[str, ...]

FILLINGS: dict[str, tuple[str, ...]] = {
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "tomorrow"),
    "hour": ("8", "8:30", "9", "9:30", "10", "11", "noon", "1:15", "2", "3:30", "4", "5"),
    "bike": ("cargo bike", "road bike", "gravel bike", "folding bike", "kids' bike", "e-bike", "old Peugeot"),
    "part": (
        "rear brake",
        "chain",
        "bottom bracket",
        "front light",
        "derailleur",
        "battery mount",
        "headset",
    ),
    "price": ("$35", "$48.50", "$62", "$79", "$110", "$145.90", "$230"),
    "street": ("14 Harbor St", "220 Mill Rd", "9 Orchard Ave", "71 Canal St", "5 Lark Ln", "388 Pine St"),
    "order": ("2207", "2231", "2254", "2290", "2318", "2345", "2366", "2401"),
    "minutes": ("10", "15", "20", "25", "30"),
}

TALKS: tuple[Talk, ...] = (
    (
        ">Hi {name}, your {bike} is due for its yearly service. Would {day} at {hour} suit you?",
        "<{day} is fine, see you at {hour}",
        ">Great, you're in the book. Bring the spare key for the lock, please.",
    ),
    (
        "<Hi, do you repair punctures while one waits?",
        ">Yes, it takes about {minutes} minutes. Come by any time before 6.",
        "<Perfect, on my way",
        "<Is there parking?",
        ">Behind the library, free for an hour.",
        "<thx!",
    ),
    (
        ">Your {bike} is ready. The {part} was worn, we replaced it: {price} in total. We're open until 6.",
        "<Wonderful 🎉 I'll come after work",
        ">See you then!",
    ),
    (
        "<Hello, how much would a new {part} be for a {bike}?",
        ">Between {price} and a little more, depending on the make. Can you send a photo?",
        "<Here it is [photo]",
        ">Thanks. That one is {price} with fitting, and we have it in stock.",
        "<ok go ahead",
        ">Will do. It'll be ready {day}.",
        "<👍",
    ),
    (
        "<I'm running {minutes} min late, sorry!!",
        ">No problem, we'll keep your slot.",
    ),
    (
        ">Reminder: your appointment is {day} at {hour} at {street}. Reply C to confirm.",
        "<C",
    ),
    (
        "<Could we move my appointment to {day}? Something came up at work",
        ">Of course. {hour} or later?",
        "<{hour} is perfect",
        ">Moved. See you {day} at {hour}, {name}.",
    ),
    (
        "<Do you buy used bikes? I have a {bike} that nobody rides any more",
        ">Sometimes! What year is it, and how is the frame?",
        "<2016 I think. Some scratches but no rust. It has been in the cellar since we moved, my son grew "
        "out of it and my daughter wants an electric one like her friends have, so it really should go to "
        "somebody who rides it",
        ">Bring it in {day} and we'll have a look together. No promises, but it sounds good.",
        "<deal",
    ),
    (
        "<the {part} makes that noise again :(",
        ">Oh no. Bring it back, it's under warranty. No appointment needed.",
        "<Can I leave it outside tonight? I can lock it to your stand",
        ">Yes. Put the key through the letter box.",
        "<Done. Thank you so much",
    ),
    (
        ">Order {order} arrived: your {part} is here. Shall we fit it, or do you want to do it yourself?",
        "<I'll try myself first 😅",
        ">Brave! Here's our guide: https://harborbikes.example/guides/{order}",
        "<That's really helpful, thanks",
        "<Update: please fit it. I have two screws left over",
        ">Happens to everybody. {day}, {hour}?",
        "<yes please",
    ),
    (
        "<Wrong number? I didn't order anything",
        ">Sorry about that, we had an old number for one of our customers. We've removed it.",
        "<No worries",
    ),
    (
        ">Hi {name}, thank you for coming in. How is the {bike} riding?",
        "<Like new! The kids are jealous",
        "<Took it around the lake on {day} [photo]",
        ">What a picture! May we put it on our wall?",
        "<sure, I'd be honoured",
    ),
    (
        "<What are your hours on {day}?",
        ">9 to 6, and until 8 in summer.",
    ),
    (
        "<Invoice {order} says {price}, didn't we agree on less?",
        ">You're right, the discount is missing. We've corrected it: you'll get a new one by e-mail today.",
        "<Great, thanks for sorting it out so fast",
    ),
    (
        ">Our mobile workshop is at {street} on {day} from {hour}. Safety checks are free, just come.",
        "<Can I bring three bikes? (mine and the twins')",
        ">Bring them all. We'll have coffee too.",
        "<now you're talking ☕",
    ),
    (
        "<is the {bike} in the window still for sale",
        ">It is: {price} deposit, and you can try it for a day.",
        "<whats the frame size",
        ">54 cm. For about 170 to 180 cm.",
        "<hm I'm 183. would that work?",
        ">Come and sit on it, we can change the stem.",
        "<Saturday then",
        ">Until then, {name}!",
    ),
    (
        "<Someone stole my {bike} last night from {street}. Do you have the frame number in your files?",
        ">I'm so sorry. Yes: WTU{order}K. Give it to the police, and we'll look out for it.",
        "<Thank you, that helps a lot",
        ">It was found! Somebody brought it in for a new {part}. Call us when you can.",
        "<NO WAY!!! 😭😭 on my way",
    ),
    (
        "<Can you invoice the company instead? Lake & Sons, {street}",
        ">Of course. Is there a purchase order number?",
        "<PO-{order}/26",
        ">Noted, thanks.",
    ),
    (
        "<Good morning, my daughter's training wheels are loose, can you fix it {day}?",
        ">Good morning! It's a five-minute job, just come by.",
        "<You're the best",
    ),
    (
        ">The {part} for order {order} is delayed until {day}, sorry. Do you want a loan bike meanwhile?",
        "<yes that would be lovely",
        ">It's at the counter with your name on it.",
    ),
    (
        "<Do you do group rides?",
        ">Every {day} at {hour}, from the shop. About 40 km, nobody gets left behind.",
        "<What if it rains",
        ">Then we drink coffee and talk about bikes.",
        "<count me in",
    ),
    (
        "<hey its me, new phone. save this number 🙂",
        ">Done. Thanks, {name}!",
    ),
    (
        ">Here is the estimate for order {order}:\n- {part}: {price}\n- labour: $40\n- old parts recycled: "
        "free\nShall we go ahead?",
        "<Go ahead, but call me if it gets more",
        ">We will.",
    ),
    (
        "<Does your pump fit presta valves?",
        ">Both kinds. It's outside, free day and night.",
        "<legends",
    ),
    (
        "<left my gloves at your counter I think, black with a reflective stripe",
        ">They're here, in the basket by the till.",
        "<phew. picking them up {day}",
    ),
    (
        ">Hi {name}, the battery of your {bike} has a recall: https://harborbikes.example/recall/{order} . "
        "It's safe to ride, but please don't charge it unattended. We'll swap it free of charge, it takes "
        "{minutes} minutes. Which day suits you?",
        "<Oh! {day} morning?",
        ">{day} at {hour}. We'll have one ready.",
        "<ok. thanks for telling me",
    ),
    (
        "<r u open",
        ">Yes, until 6!",
    ),
)

FOREIGN: tuple[Talk, ...] = (
    (
        "<Hola, ¿hablan español? Quiero alquilar dos bicicletas para el {day}",
        ">¡Claro que sí! Tenemos dos bicicletas de ciudad, {price} por día cada una.",
        "<Perfecto, pasamos a las {hour}",
        ">Les esperamos.",
    ),
    (
        "<Guten Tag, ist mein Fahrrad schon fertig? Auftrag {order}",
        ">Good afternoon! Not yet, the {part} comes {day}. We'll text you right away.",
        "<Alles klar, vielen Dank für die schnelle Antwort. Schöne Grüße",
    ),
    (
        "<どうもありがとう! The {bike} is perfect 🚲✨",
        ">どういたしまして! Ride safely, {name}.",
    ),
)
"""Talks of people who write in another language now and then, each in one."""
