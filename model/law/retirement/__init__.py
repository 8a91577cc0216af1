"""When may a person draw a pension? Retirement ages 法定退休年龄, elective window, minimum contribution years."""
