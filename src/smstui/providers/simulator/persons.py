"""The people of the demo: names and numbers made from the seed, all valid and in ranges kept for fiction."""

from __future__ import annotations

from dataclasses import dataclass

from smstui.providers.simulator.seeded import mix


def _words(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_AREA_CODES = _words(
    "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 220 223 224 225 227 228 229 "
    "231 234 235 239 240 248 251 252 253 254 256 260 262 267 269 270 272 274 276 279 281 283 301 302 "
    "303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 324 325 326 327 329 330 "
    "331 332 334 336 337 339 341 346 347 350 351 352 353 360 361 363 364 369 380 385 386 401 402 404 "
    "405 406 407 408 409 410 412 413 414 417 419 423 424 425 430 432 434 435 440 442 443 445 447 448 "
    "458 463 464 469 470 472 475 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 "
    "517 518 520 530 531 534 539 540 541 551 557 559 561 562 563 564 567 570 571 572 573 574 575 580 "
    "582 585 586 601 602 603 605 606 607 608 609 610 612 614 615 616 617 618 619 620 623 626 628 629 "
    "630 631 636 640 641 645 646 650 651 656 657 659 660 661 662 667 669 678 680 681 682 686 689 701 "
    "702 703 704 706 707 708 712 713 714 715 716 717 718 719 720 724 725 726 727 728 730 731 732 734 "
    "737 738 740 743 747 748 754 757 760 762 763 765 769 770 771 772 773 774 775 779 781 785 786 801 "
    "802 803 804 805 806 808 810 812 813 814 815 816 817 818 820 821 826 828 830 831 832 835 838 839 "
    "840 843 845 847 848 850 854 856 857 858 859 860 862 863 864 865 870 872 878 901 903 904 906 907 "
    "908 909 910 912 913 914 915 916 917 918 919 920 925 928 929 930 931 934 936 937 938 940 941 943 "
    "945 947 948 949 951 952 954 956 959 970 971 972 973 975 978 979 980 983 984 985 986 989"
)
_FIRST, _PER_AREA = 120, 70
"""Numbers are xxx-555-0120 to 0189: 555-01xx is kept for fiction, and the 0190s have meanings here."""

CAPACITY = len(_AREA_CODES) * _PER_AREA

_FIRST_NAMES = _words(
    "Aisha Alan Amara Andre Anika Arjun Astrid Bea Ben Bianca Caleb Camila Carmen Chidi Clara Dana Dev "
    "Diego Dora Elif Eli Emeka Erin Ezra Farah Felix Fiona Gia Grant Greta Hana Hugo Ida Imani Ines "
    "Isaac Jae Jonah Joy Kai Kira Lamar Leah Leo Lina Luis Mabel Marco Mei Mila Nadia Nico Noor Olga "
    "Omar Paz Quinn Rafa Rosa Ruth Sami Sofia Theo Tomas Uma Vera Wes Yara Yusuf Zoe"
)
_LAST_NAMES = _words(
    "Abara Adler Aguilar Bauer Becker Bianchi Brooks Byrne Castillo Chan Chen Cohen Cruz Delgado Diaz "
    "Dubois Eriksen Fischer Flores Foster Garcia Gupta Haddad Hansen Hoang Ibrahim Ito Jansen Kaya Kim "
    "Kowalski Kumar Larsen Lopez Mbeki Mehta Moreau Murphy Nakamura Ng Novak Nunez Okafor Olsen Ortiz "
    "Park Patel Perez Popescu Ramos Rivera Rossi Russo Sato Shah Silva Singh Sokolov Tanaka Torres "
    "Varga Weber Wong Young Zhang"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who texts with us; `name` is None for a number that is in nobody's contacts."""

    number: str
    name: str | None


def number(seed: int, index: int) -> str:
    """Return the number of the `index`-th person, different for each index below `CAPACITY`."""
    areas = len(_AREA_CODES)
    area = _AREA_CODES[(index * 89 + mix(seed, 0xA3EA)) % areas]
    last = _FIRST + (index // areas + mix(seed, 0x1A57, index % areas)) % _PER_AREA
    return f"+1{area}5550{last}"


def person(seed: int, index: int) -> Person:
    """Return the `index`-th person beyond the cast; every third is in nobody's contacts."""
    if index % 3 == 2:
        return Person(number(seed, index), None)
    bits = mix(seed, 0x4A3E)
    names = len(_FIRST_NAMES) * len(_LAST_NAMES)
    # The golden ratio of 4,550, prime to it: neighbours differ in both names, and none comes twice.
    place = (index * 2811 + bits) % names
    first, last = _FIRST_NAMES[place % len(_FIRST_NAMES)], _LAST_NAMES[place // len(_FIRST_NAMES)]
    return Person(number(seed, index), f"{first} {last}")
