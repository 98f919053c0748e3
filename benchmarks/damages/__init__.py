"""The damage bench: clean gold documents, kinds of damage, and what linters say of the result.

`gold` knows documents, `kinds` what a kind of damage is; each further module holds the kinds of one
sort. `setups` configures annolint for a corpus, `linting` and `peers` run the programs, `bench`
puts one to the other and `scores` counts. Nothing here knows a rule from the inside: a kind says
what a person would call the fault, and the code for that in the catalogue.
"""
