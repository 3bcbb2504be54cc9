-- The parts of a name that a sign joins are looked up as words: O'Brien, Anne-Marie.

UPDATE contact SET sought = ' ' || trim(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(sought, '''', ' '), '’', ' '), '-', ' '), '.', ' '),
    ',', ' '), '(', ' '), ')', ' '),
    '  ', ' '), '  ', ' '))
WHERE sought GLOB '*[''’.,()-]*' AND trim(sought, ' ''’-.,()') <> '';
