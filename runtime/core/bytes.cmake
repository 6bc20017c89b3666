# Writes the bytes of the file IN to OUT, as numbers for an array's initialiser.
file(READ ${IN} text HEX)
string(REGEX REPLACE "(................................)" "\\1\n" text "${text}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," text "${text}")
file(WRITE ${OUT} "${text}")
