"""WARC and Parquet, judged by the libraries that others read them with: warcio and pyarrow."""
import gzip, io, random, shutil, subprocess, sys

import pyarrow as pa
import pyarrow.parquet as pq
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

DIRT = "   \n\n\n\n"
TEXTS = ["The lock keeper counts the boats.  \nHe has counted them since the flood.", "Die Schleuse bleibt am Montag zu.\t\nAm Dienstag auch.",
         "L'écluse ferme à midi ; le chien reste.", "Plavební komora má nová vrata.", "水門の番人は船を数える。"]

def texts(n):
    return [f"{TEXTS[i % len(TEXTS)]}\nNumber {i} of the log.{DIRT}" for i in range(n)]

def warc(path, packed):
    with open(path, "wb") as file:
        writer = WARCWriter(file, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a judge"}))
        for i, text in enumerate(texts(40)):
            url = f"https://lock{i % 3}.example/log/{i}"
            payload = io.BytesIO(text.encode())
            if i % 4 == 0:
                head = StatusAndHeaders("200 OK", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Encoding", "gzip")], protocol="HTTP/1.1")
                payload = io.BytesIO(gzip.compress(text.encode(), mtime=0))
                writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=head))
            elif i % 4 == 1:
                page = f"<html><head><title>Log {i}</title></head><body><nav><a href='/'>Home</a></nav><h1>Log {i}</h1><p>{text}</p></body></html>"
                head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
                writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(page.encode()), http_headers=head))
            else:
                writer.write_record(writer.create_warc_record(url, "conversion", payload=payload, warc_content_type="text/plain"))
        head = StatusAndHeaders("200 OK", [("Content-Type", "image/png")], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record("https://lock0.example/a.png", "response", payload=io.BytesIO(random.Random(7).randbytes(5000)), http_headers=head))

def records(path):
    with open(path, "rb") as file:
        return [(r.rec_headers.get_header("WARC-Type"), r.rec_headers, r.content_stream().read()) for r in ArchiveIterator(file)]

def table(n):
    rows = texts(n)
    return pa.table({
        "id": pa.array([f"doc-{i}" for i in range(n)]),
        "text": pa.array([None if i % 9 == 4 else row for i, row in enumerate(rows)]),
        "score": pa.array([i / 7 for i in range(n)], pa.float64()),
        "when": pa.array(range(n), pa.timestamp("us", "UTC")),
        "tags": pa.array([[f"t{j}" for j in range(i % 4)] or None for i in range(n)], pa.list_(pa.string())),
        "meta": pa.array([{"lang": "en", "n": i} if i % 5 else None for i in range(n)], pa.struct([("lang", pa.string()), ("n", pa.int32())])),
        "kind": pa.array([f"kind {i % 3}" for i in range(n)]).dictionary_encode(),
        "price": pa.array([i for i in range(n)], pa.decimal128(12, 2)),
    })

def check_warc(work, raw, clean):
    for name in sorted(p.name for p in raw.glob("*.warc*")):
        run = lambda path: subprocess.run([sys.executable, "-m", "warcio.cli", "check", path], check=True, capture_output=True)
        work.accepts("warcio check", name, lambda: run(clean / name))
        def same():
            before, after = records(raw / name), records(clean / name)
            passed = [r[2] for r in before if r[0] == "warcinfo" or b"\x89" in r[2] or r[1].get_header("WARC-Target-URI", "").endswith(".png")]
            assert [r[2] for r in after if r[0] != "conversion"] == passed, "other records differ"
            sources = [r[1].get_header("WARC-Record-ID") for r in before if r[2] not in passed]
            refers = [r[1].get_header("WARC-Refers-To") for r in after if r[0] == "conversion"]
            assert refers == sources, "the records do not refer to their sources"
            for _, head, body in (r for r in after if r[0] == "conversion"):
                text = body.decode()
                assert not text.endswith("\n\n") and "of the log." in text, text
        work.accepts("warcio", f"{name} record by record", same)
    broken = clean / "broken.warc"
    data = bytearray((clean / "plain.warc").read_bytes())
    data[data.rindex(b"of the log")] ^= 1
    broken.write_bytes(data)
    run = lambda: subprocess.run([sys.executable, "-m", "warcio.cli", "check", broken], check=True, capture_output=True)
    work.refuses("warcio check", "a text that was changed afterwards", run)
    broken.unlink()

def check_parquet(work, raw, clean):
    for name in sorted(p.name for p in raw.glob("*.parquet")):
        def same():
            before, after = pq.ParquetFile(raw / name), pq.ParquetFile(clean / name)
            assert before.schema_arrow.equals(after.schema_arrow, check_metadata=True), "schema"
            sizes = lambda file: [file.metadata.row_group(g).num_rows for g in range(file.num_row_groups)]
            assert sizes(before) == sizes(after), "row groups"
            codecs = lambda file: [file.metadata.row_group(0).column(c).compression for c in range(file.metadata.num_columns)]
            assert codecs(before) == codecs(after), "compression"
            old, new = before.read(), after.read()
            assert old.drop(["text"]).equals(new.drop(["text"])), "other columns"
            for was, now in zip(old["text"].to_pylist(), new["text"].to_pylist()):
                assert (was is None) == (now is None) and (was is None or now == "\n".join(l.rstrip() for l in was.rstrip().split("\n")) + "\n"), (was, now)
        work.accepts("pyarrow", name, same)

def judge(work):
    place = work.folder / "archives"
    raw, clean = place / "raw", place / "clean"
    raw.mkdir(parents=True)
    warc(raw / "plain.warc", False)
    warc(raw / "packed.warc.gz", True)
    for codec in ("none", "snappy", "gzip", "zstd", "lz4", "brotli"):
        pq.write_table(table(250), raw / f"{codec}.parquet", compression=codec, row_group_size=100)
    pq.write_table(table(50), raw / "second.parquet", data_page_version="2.0", version="2.6", write_page_index=True, use_dictionary=False)
    pq.write_table(table(50), raw / "old.parquet", version="1.0", use_deprecated_int96_timestamps=True)
    for program in (["clean", "--quiet"], ["verify", "--level", "replay"]):
        args = [program[0], str(raw)] if program[0] == "clean" else [program[0], "--raw", str(raw)]
        work.scrubjay(*args, "--clean", str(clean), "--manifests", str(place / "manifests"), *program[1:])
    check_warc(work, raw, clean)
    check_parquet(work, raw, clean)
    first = {p.name: p.read_bytes() for p in clean.iterdir()}
    shutil.rmtree(clean), shutil.rmtree(place / "manifests")
    work.scrubjay("clean", str(raw), "--clean", str(clean), "--manifests", str(place / "manifests"), "--threads", "1", "--quiet")
    work.accepts("a second run", "the same bytes", lambda: first == {p.name: p.read_bytes() for p in clean.iterdir()})
