"""By what are persons grouped in reports? Bands of age and birth, and regions of provinces."""

REGIONS = ("east", "central", "west", "northeast")
# the four regions of the National Bureau of Statistics, provinces in statistical order
REGION_OF_PROVINCE = tuple(REGIONS["ecwn".index(letter)] for letter in "eeecwnnneeecececccewewwwwwwwwww")
AGE_BANDS = ((0, 20), *((low, low + 10) for low in range(20, 80, 10)), (80, None))
FIRST_BIRTHS, LAST_BIRTHS = 1930, 2030  # decades, the first and the last of them open
