"""The cast of the demo: those whose talks stand at the top of an invented history, and what they say next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.providers.simulator.optouts import STOPPED
from smstui.providers.simulator.persons import CAPACITY, Person, person

if TYPE_CHECKING:
    from smstui.providers.simulator.dialogues import Talk

CAST = (
    Person("+14155550117", "Ana Reyes"),
    Person("+46701740612", "Bo Lindqvist"),
    Person("+12125550134", None),
    Person("+13105550118", "Priya Raman"),
    Person("+17735550114", "Marcus Webb"),
    Person("+12065550116", "Yuki Tanaka"),
    Person("+491729925904", "Jonas Brandt"),
    Person("+15035550113", "Delia O'Brien"),
    Person("+13055550119", "Mateo Fuentes"),
    Person("+16175550193", "Harold Finch"),
    Person("+18325550115", "Renee Castillo"),
    Person("+61491570156", "Isla Murray"),
    Person("57283", None),
    Person("HARBOR-PWR", None),
)
"""The same people whatever the seed."""

LATEST: tuple[tuple[int, Talk], ...] = (
    (
        13,
        (
            "<HARBOR POWER: planned outage at 14 Harbor St on Thursday 9-11 am. Info: https://power.example/o/77120",
        ),
    ),
    (
        10,
        (
            ">Spring sale: 20 % off all city bikes until Sunday, for our customers. Reply STOP to opt out.",
            "<STOP",
            f">{STOPPED}",
        ),
    ),
    (
        11,
        (
            "<G'day, do you ship to Melbourne? I'm after the oak fenders",
            ">We do! About two weeks, $40. Which colour?",
            "<Natural oak please. Picture of my bike so you can judge the size [photo]",
            ">Gorgeous. 45 mm will fit. I'll send you a link for the payment.",
        ),
    ),
    (
        8,
        (
            "<Hola, la bici de carga ya está lista?",
            ">¡Casi! La batería llega mañana.",
            "<Genial, gracias por avisar 🙌",
        ),
    ),
    (
        6,
        (
            "<Is the tandem free for the weekend of the 12th? It's our anniversary",
            ">It is. Shall I put your name on it?",
            "<Ja bitte! Yes please 😀",
            ">Reserved, Jonas. We'll put a bottle holder on it for the Sekt.",
        ),
    ),
    (
        9,
        (
            ">Hi Harold, your Raleigh is ready: new chain and both tyres, $96. Open until 6 today.",
            ">Hi Harold, did you get our text? We can also deliver on Friday.[30003]",
        ),
    ),
    (
        4,
        (
            ">Marcus, the frame came back from the painter. It's even better than the sample.",
            "<You're killing me. Photo?",
            ">Here you go [photo]",
            "<😍 I'm leaving work NOW",
        ),
    ),
    (12, ("<Your verification code is 481 907. Don't share it with anyone.",)),
    (
        7,
        (
            "<Quick question: does the kids' trailer fit two? My sister is visiting with hers",
            ">Two up to 35 kg together, with five-point belts.",
            "<Then we'll take it Sat and Sun. Is the price per day or per kid ;)",
            ">Per day, kids travel free.",
        ),
    ),
    (
        5,
        (
            "<The brake lever you sent is for the left side, I need the right one",
            ">Oh, sorry! We'll send the right one today. Keep the left one.",
            "<That's very kind, ありがとう",
        ),
    ),
    (
        3,
        (
            ">Hi Priya, we have you down for the wheel-building evening on Friday at 7. Still on?",
            "<Yes! Should I bring my own hub?",
        ),
    ),
    (
        2,
        (
            "<Hello, found your number on the door. Do you rent cargo bikes by the hour?",
            ">Hello! By the half day, $28 with a rain cover. When would you need it?",
        ),
    ),
    (
        1,
        (
            ">Hej Bo, the e-bike is charged and waiting. The key is with Ines at the counter.",
            "<Tack! I'll be there at four",
            "<Call me if it gets later than five",
        ),
    ),
    (
        0,
        (
            ">Hi Ana, a reminder: brake service tomorrow at 10, about half an hour.",
            "<Can we move to 9?",
            ">of course",
        ),
    ),
)
"""The newest talks, the oldest of them first, each with one of `CAST` by its number."""

ARRIVALS: tuple[tuple[float, int, str], ...] = (
    (0.0, 3, "Also: may my brother come along? He won't touch anything, promise"),
    (0.5, 2, "Saturday morning, two kids and a sofa cushion 😄"),
    (1.0, 0, "yes, 9 is fine"),
    (25.0, 4, "I'm outside. Is the doorbell broken?"),
    (70.0, 8, "¿Puedo pasar hoy a las 5?"),
    (140.0, 7, "One more thing, do you have a rain cover for the trailer?"),
    (260.0, 6, "Is there a bell on the tandem? We'd like two."),
    (420.0, 1, "Delayed, my train is stuck in Hässleholm. Tomorrow then?"),
)
"""What comes in while the demo is looked at: seconds after its start, who of the cast, and what they say."""


def people(seed: int, count: int) -> list[Person]:
    """Return the cast and `count` more people."""
    return [*CAST, *(person(seed, index) for index in range(min(count, CAPACITY)))]
