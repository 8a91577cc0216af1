"""How sensitive are the results to what is uncertain?"""
