-- The row id is made from the id (store/search.rs). Words are folded before they come here.
CREATE VIRTUAL TABLE space_search USING fts5 (id UNINDEXED, words, tokenize = 'unicode61', prefix = '2 3');
CREATE VIRTUAL TABLE people_search USING fts5 (id UNINDEXED, words, tokenize = 'unicode61', prefix = '2 3');
