"""What scripted peers answer to what one texts them."""

from __future__ import annotations

import re

from smstui.providers.simulator.seeded import mix, pick

_ANSWERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\bthank|\bthx\b|\bcheers\b", ("You're welcome!", "Any time 🙂", "No, thank YOU", "👍")),
    (
        r"\bwho (is|are)\b|\bwrong number\b",
        ("It's me, new phone. Sorry!", "Sorry, who did you want to reach?"),
    ),
    (
        r"\bsorry\b|\bdelay|\blate\b",
        ("No problem at all", "That's fine, these things happen", "No worries, see you when it's done"),
    ),
    (
        r"\bready\b|\bpick(ed)? ?up\b|\bcollect\b|\bdone\b",
        (
            "Great news! I'll come by after 4 today",
            "Perfect, what are your hours on Saturday?",
            "Wonderful 🎉 on my way",
            "Can my brother pick it up for me?",
        ),
    ),
    (
        r"[$€£]|\bprice\b|\bquote\b|\bcost|\binvoice\b|\bpa(y|id)\b",
        (
            "That's less than I expected. Go ahead please",
            "OK. Can I pay by card when I come in?",
            "Hmm, let me think about it. Is the offer good until Friday?",
        ),
    ),
    (
        r"\bwhere\b|\baddress\b|\bparking\b",
        (
            "14 Harbor St, the blue door. Ring twice",
            "We're right across from the library",
            "I'll send you a pin in a minute",
        ),
    ),
    (
        r"\btomorrow\b|\bmonday\b|\btuesday\b|\bwednesday\b|\bthursday\b|\bfriday\b|\bsaturday\b|\bsunday\b|\btoday\b"
        r"|\bat \d|\d ?(am|pm)\b|\d:\d\d|\bo'?clock\b|\bappointment\b|\bresched",
        (
            "yes, that works for me",
            "Could we make it half an hour later?",
            "Perfect, see you then!",
            "That day is bad for me, what about the day after?",
            "👍 put it in my calendar",
        ),
    ),
    (
        r"\b(hi|hello|hey|good (morning|afternoon|evening))\b",
        ("Hi! How can I help?", "Hey 👋", "Hello! Good to hear from you"),
    ),
    (
        r"\?",
        (
            "Yes please",
            "Good question. Let me check and get back to you",
            "No, not that I know of",
            "I think so, but give me until this evening to be sure",
        ),
    ),
)

_OTHERWISE = (
    "OK",
    "Got it, thanks",
    "Sounds good",
    "Noted. Talk soon!",
    "Great, thank you for letting me know",
    "👍",
    "Perfect. One more thing: could you also have a look at the rear brake? It squeaks when it rains.",
)

_rules = tuple((re.compile(pattern, re.IGNORECASE).search, answers) for pattern, answers in _ANSWERS)


def answer(bits: int, body: str) -> str:
    """Return what a peer says to this; `bits` chooses among what would fit."""
    words = body[:400]
    for matches, answers in _rules:
        if matches(words):
            return pick(answers, mix(bits, 0xA))
    return pick(_OTHERWISE, mix(bits, 0xB))
