"""What every engine has to do that an index can live in: tests of index/store/protocol.py.

To put an engine through them, derive a class from StoreContract whose name begins with Test, and
give it the fixtures `writer`, a Writer of a new index, and `snapshots`, the Snapshots of the same
index. See test_sqlite.py.
"""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest

from index.errors import DamageError, StoreError
from index.loaders import Abilities
from index.records import Extract, Passage, Sentence
from index.segmentation import SegmentedDocument, SegmentedFile
from index.sources.corpus import Root
from index.sources.freshness import Stamp
from index.store.manifest import Manifest, StoredModel
from index.store.rows import Refusal
from index.vectors.digests import digest
from index.vectors.directions import pack

MODEL = StoredModel("bag-of-words", "bag-of-words-1", 64)
STAMP = Stamp(100, 1, 2)

BRIDGE = ("The old bridge spans the river.", "It was built in 1901.", "A ferry crossed before.")
TALKS = ("Norway mediated the talks.", "They began in Mexico.")


def segment(path, *texts, date=None, size=2, sha256=None, section=()):
    """A file of one document, in passages of `size` sentences."""
    sentences, start = [], 0
    for line, text in enumerate(texts, 1):
        sentences.append(Sentence(text, start, start + len(text), line, section=section))
        start += len(text) + 1
    extract = Extract("\n".join(texts), "Untitled", date, None)
    ends = [*range(0, len(texts), size), len(texts)]
    passages = [Passage(first, last) for first, last in pairwise(ends)]
    document = SegmentedDocument(extract, sentences, passages)
    return SegmentedFile(path, sha256 or f"sha256 of {path}", STAMP, [document])


FILES = (
    segment("/corpus/bridge.txt", *BRIDGE, date="1999"),
    segment("/corpus/talks/norway.txt", *TALKS, date="2021-08"),
    segment("/corpus/undated.txt", "Nobody knows when."),
)


def vectors_of(files, embedder):
    texts = [
        text
        for file in files
        for document in file.documents
        for text in (*document.sentence_texts(), *document.passage_texts())
    ]
    return dict(zip(map(digest, texts), pack(embedder.embed(texts)), strict=True))


def put(writer, files, embedder):
    with writer.transaction():
        if writer.manifest().model is None:
            writer.set_manifest(Manifest(identity="one", model=MODEL))
        writer.put(files, vectors_of(files, embedder))


def texts_of(snapshot):
    """Every sentence that a search for everything finds, by its id."""
    found = snapshot.search([], unit(), (100, 100), None)
    ids = sorted(found.ids)
    rows = snapshot.sentences(ids)
    return {number: row.sentence.text for number, row in zip(ids, rows, strict=True)}


def unit():
    vector = np.ones(MODEL.dimension, np.float32)
    return vector / np.linalg.norm(vector)


def search(snapshot, embedder, question, limits=(100, 100), subset=None):
    """The texts of the sentences that are found for a question."""
    terms = snapshot.count_words(question.lower().split())
    found = snapshot.search(terms, embedder.embed_question(question), limits, subset)
    return {row.sentence.text for row in snapshot.sentences(found.ids)}


def clear_in_vain(writer):
    with writer.transaction():
        writer.clear()
        raise ValueError("enough")


class StoreContract:
    """The tests."""

    @pytest.fixture
    def filled(self, writer, snapshots, embedder):
        put(writer, FILES, embedder)
        return snapshots

    # What an index says of itself

    def test_a_new_index_says_nothing_of_itself_and_has_no_document(self, writer, snapshots):
        assert writer.manifest() == Manifest()
        assert writer.files() == {}
        with snapshots.take() as snapshot:
            assert snapshot.manifest() == Manifest()
            assert snapshot.documents() == {}
            assert snapshot.count_documents() == 0

    def test_the_manifest_is_read_as_it_was_written_last(self, writer, snapshots):
        manifest = Manifest(
            "an identity",
            MODEL,
            (Root("/z", "z"), Root("/a", "../a")),
            abilities=Abilities(3, ("pypdfium2=1",), "digest"),
            synced=datetime(2021, 8, 14, tzinfo=UTC),
        )
        writer.set_manifest(Manifest(identity="another"))
        writer.set_manifest(manifest)
        assert writer.manifest() == manifest
        with snapshots.take() as snapshot:
            assert snapshot.manifest() == manifest

    # What is found

    def test_sentences_are_found_by_words_and_by_vectors(self, filled, embedder):
        with filled.take() as snapshot:
            assert "Norway mediated the talks." in search(snapshot, embedder, "norway", (1, 0))
            terms = snapshot.count_words(["nobody"])
            vector = embedder.embed_question("norway mediated the talks")
            found = snapshot.search(terms, vector, (1, 0), None)
            rows = snapshot.sentences(sorted(found.ids))
            assert {row.sentence.text for row in rows} == {TALKS[0], "Nobody knows when."}

    def test_all_sentences_of_the_best_passages_are_found(self, filled, embedder):
        question = "norway mediated the talks they began in mexico"
        with filled.take() as snapshot:
            found = snapshot.search([], embedder.embed_question(question), (0, 1), None)
            rows = snapshot.sentences(sorted(found.ids))
            assert {row.sentence.text for row in rows} == set(TALKS)
            assert list(found.passage_cosines.values()) == [pytest.approx(1, abs=0.02)]

    def test_the_cosines_of_a_search_are_those_asked_for_one_by_one(self, filled, embedder):
        vector = embedder.embed_question("who mediated the talks?")
        with filled.take() as snapshot:
            found = snapshot.search([], vector, (100, 100), None)
            assert found.cosines.keys() == found.ids
            assert snapshot.cosines("sentence", vector, found.ids) == found.cosines
            around = snapshot.cosines("passage", vector, found.passage_cosines.keys())
            assert around == found.passage_cosines
            best = max(found.cosines, key=found.cosines.__getitem__)
            assert snapshot.sentences([best])[0].sentence.text == TALKS[0]

    def test_words_are_counted_and_weighted_by_how_rare_they_are(self, filled):
        with filled.take() as snapshot:
            everyone = texts_of(snapshot)
            terms = snapshot.count_words(["the", "norway", "zebra"])
            assert [(term.text, term.count) for term in terms] == [
                *(("the", 2), ("norway", 1), ("zebra", 0))
            ]
            weighted = {each.text: each for each in snapshot.weigh(terms, everyone)}
            assert sum(each.weight for each in weighted.values()) == pytest.approx(1)
            weights = [weighted[word].weight for word in ("the", "norway", "zebra")]
            assert weights == sorted(weights)
            assert {everyone[i] for i in weighted["the"].holders} == {BRIDGE[0], TALKS[0]}
            some = [number for number, text in everyone.items() if text == TALKS[0]]
            assert snapshot.weigh(terms, some)[0].holders == frozenset(some)

    def test_words_of_one_stem_are_one(self, filled):
        with filled.take() as snapshot:
            terms = snapshot.count_words(["talk", "talks"])
            assert len(snapshot.weigh(terms, texts_of(snapshot))) == 1

    # What belongs together

    def test_a_sentence_is_surrounded_by_its_passage(self, filled):
        with filled.take() as snapshot:
            everyone = texts_of(snapshot)
            (first,) = (number for number, text in everyone.items() if text == BRIDGE[0])
            ((passage, members),) = snapshot.surround({first}).members.items()
            assert {everyone[number] for number in members} == set(BRIDGE[:2])
            (said,) = snapshot.passages([passage])
            assert [each.text for each in said.sentences.values()] == list(BRIDGE[:2])
            document = snapshot.documents([said.document])[said.document]
            assert (document.path, document.title) == ("/corpus/bridge.txt", "Untitled")

    def test_sentences_come_in_the_order_asked_for_with_places_and_neighbours(self, filled):
        with filled.take() as snapshot:
            by_text = {text: number for number, text in texts_of(snapshot).items()}
            last, middle = snapshot.sentences([by_text[BRIDGE[2]], by_text[BRIDGE[1]]])
            assert (last.before, last.after) == (BRIDGE[1], "")
            assert (middle.before, middle.after) == (BRIDGE[0], BRIDGE[2])
            assert middle.sentence == FILES[0].documents[0].sentences[1]

    def test_neighbours_end_with_their_document(self, filled):
        with filled.take() as snapshot:
            (document,) = snapshot.documents_with("sha256 of /corpus/bridge.txt")
            start = len(BRIDGE[0]) + 1
            near = snapshot.neighbours(document.id, start, 1)
            assert [sentence.text for sentence in near] == list(BRIDGE)
            assert [s.text for s in snapshot.neighbours(document.id, start, 0)] == [BRIDGE[1]]
            assert snapshot.neighbours(document.id, start + 1, 5) == []

    def test_documents_come_by_path_by_id_and_by_content(self, filled):
        with filled.take() as snapshot:
            documents = snapshot.documents()
            assert [each.path for each in documents.values()] == [file.path for file in FILES]
            assert [each.sentences for each in documents.values()] == [3, 2, 1]
            assert all(number == each.id for number, each in documents.items())
            first = next(iter(documents))
            assert snapshot.documents([first, first]) == {first: documents[first]}
            assert snapshot.documents_with("sha256 of nothing") == []

    def test_sentences_come_with_the_days_of_their_documents(self, filled):
        with filled.take() as snapshot:
            days = {each.text: each.days for each in snapshot.dates(texts_of(snapshot))}
            assert days[BRIDGE[0]] == ("1999-01-01", "1999-12-31")
            assert days[TALKS[1]] == ("2021-08-01", "2021-08-31")
            assert days["Nobody knows when."] is None

    def test_sentences_come_with_the_days_of_the_heading_above_them(
        self, writer, snapshots, embedder
    ):
        section = ("Releases of 2019", "1.2 (2020-05-17)", "Fixed")
        changes = segment("/corpus/changes.txt", "It starts.", date="2022", section=section)
        put(writer, [changes], embedder)
        with snapshots.take() as snapshot:
            (found,) = snapshot.dates(texts_of(snapshot))
            assert found.days == ("2020-05-17", "2020-05-17")

    @pytest.mark.parametrize(
        "ask",
        [
            lambda snapshot: snapshot.documents([9999]),
            lambda snapshot: snapshot.surround({9999}),
            lambda snapshot: snapshot.cosines("sentence", unit(), [9999]),
            lambda snapshot: snapshot.dates([9999]),
            lambda snapshot: snapshot.passages([9999]),
            lambda snapshot: snapshot.sentences([9999]),
        ],
    )
    def test_what_is_not_there_is_damage(self, filled, ask):
        with pytest.raises(StoreError, match="damaged") as caught, filled.take() as snapshot:
            ask(snapshot)
        assert isinstance(caught.value.__cause__, DamageError)

    # Parts of an index

    @pytest.mark.parametrize(
        ("since", "until", "paths", "expected"),
        [
            ("2021-08-15", None, None, TALKS),
            (None, "1999-01-01", None, BRIDGE),
            ("2022-01-01", None, None, ()),
            (None, None, ["/corpus/talks"], TALKS),
            (None, None, ["/corpus/bridge.txt", "/corpus/talks"], BRIDGE + TALKS),
            (None, None, ["/corpus/tal"], ()),
            ("2000-01-01", None, ["/corpus/bridge.txt"], ()),
            (None, None, [], ()),
        ],
    )
    def test_only_what_is_selected_is_found(self, filled, embedder, since, until, paths, expected):
        with filled.take() as snapshot:
            subset = snapshot.select(since, until, paths)
            found = search(snapshot, embedder, "the norway talks", subset=subset)
            assert found == set(expected)

    def test_what_bounds_nothing_selects_nothing(self, filled):
        with filled.take() as snapshot:
            assert snapshot.select(None, None, None) is None

    def test_documents_are_counted_within_files_and_folders(self, filled):
        with filled.take() as snapshot:
            assert snapshot.count_documents() == 3
            assert snapshot.count_documents(["/corpus/talks"]) == 1
            assert snapshot.count_documents(["/corpus", "/corpus/talks"]) == 3
            assert snapshot.count_documents([]) == 0

    # Changes

    def test_a_snapshot_does_not_see_what_is_written_meanwhile(self, filled, writer):
        with filled.take() as snapshot:
            before = texts_of(snapshot)
            with writer.transaction():
                writer.clear()
            assert texts_of(snapshot) == before
        with filled.take() as snapshot:
            assert snapshot.documents() == {}

    def test_a_transaction_that_fails_leaves_nothing(self, filled, writer):
        with pytest.raises(ValueError, match="enough"):
            clear_in_vain(writer)
        assert [file.path for file in FILES] == list(writer.files())
        with filled.take() as snapshot:
            assert len(texts_of(snapshot)) == 6

    def test_a_removed_file_leaves_nothing_behind(self, filled, writer, embedder):
        with writer.transaction():
            writer.remove([writer.files()["/corpus/bridge.txt"].id])
        writer.tidy(shrank=True)
        with filled.take() as snapshot:
            assert set(texts_of(snapshot).values()) == {*TALKS, "Nobody knows when."}
            assert snapshot.count_words(["bridge"])[0].count == 0
            assert search(snapshot, embedder, "bridge river", (100, 0)) <= {
                *(*TALKS, "Nobody knows when.")
            }

    def test_no_id_is_used_twice(self, filled, writer, embedder):
        with filled.take() as snapshot:
            before = set(texts_of(snapshot)) | set(snapshot.documents())
        with writer.transaction():
            writer.remove([file.id for file in writer.files().values()])
        put(writer, FILES, embedder)
        with filled.take() as snapshot:
            assert not before & set(texts_of(snapshot))

    def test_a_file_is_known_by_its_stamp_and_content(self, filled, writer):
        known = writer.files()["/corpus/bridge.txt"]
        assert known.has(STAMP)
        assert (known.sha256, known.reason, known.tries) == (FILES[0].sha256, None, 0)
        state = writer.state()
        writer.recognise(known.id, replace_stamp := Stamp(5, 6, 7))
        assert writer.files()["/corpus/bridge.txt"].has(replace_stamp)
        writer.recognise(known.id, None)
        assert writer.files()["/corpus/bridge.txt"].size is None
        assert writer.state() == state  # what is asked of has not changed

    def test_a_refused_file_has_its_reason_and_its_tries(self, writer):
        with writer.transaction():
            writer.refuse(Refusal("/corpus/x.pdf", None, "abc", "encrypted", 1))
        refused = writer.files()["/corpus/x.pdf"]
        assert (refused.sha256, refused.reason, refused.tries) == ("abc", "encrypted", 1)
        writer.count_try(refused.id)
        assert writer.files()["/corpus/x.pdf"].tries == 2

    def test_the_state_is_another_once_something_was_written(self, filled, writer, embedder):
        seen = [writer.state()]
        put(writer, [segment("/corpus/new.txt", "New.")], embedder)
        seen.append(writer.state())
        manifest = replace(writer.manifest(), synced=datetime(2021, 8, 14, tzinfo=UTC))
        writer.set_manifest(manifest)
        seen.append(writer.state())
        assert len(set(seen)) == 3

    # Vectors that need not be computed again

    def test_the_vectors_of_a_file_are_found_by_its_path_or_its_content(self, filled, writer):
        by_path = writer.vectors_of("/corpus/bridge.txt", "another")
        by_content = writer.vectors_of("/another", "sha256 of /corpus/bridge.txt")
        assert by_path.keys() == by_content.keys()
        assert {digest(text) for text in BRIDGE} <= by_path.keys()
        assert digest(TALKS[0]) not in by_path
        assert writer.vectors_of("/another", "another") == {}

    def test_vectors_that_are_kept_come_back_until_they_are_released(self, filled, writer):
        kept = writer.vectors_of("/corpus/bridge.txt", "")
        with writer.transaction():
            writer.keep(kept)
        assert {key: bytes(v) for key, v in writer.read_kept().items()} == {
            key: bytes(v) for key, v in kept.items()
        }
        with writer.transaction():
            writer.release()
        assert writer.read_kept() == {}

    # The end

    def test_what_is_closed_says_so(self, filled):
        filled.close()
        with pytest.raises(StoreError, match="closed"), filled.take():
            pass
