//! Every encoding has a text of our own, short and long: its bytes decode to that text, and come back.
#![allow(clippy::unwrap_used)]

use scrubjay::config::Config;
use scrubjay::document::{Document, DocumentId};
use scrubjay::pipeline::clean_document;
use scrubjay::profile::Profile;
use scrubjay::stages::decode::{By, Hints, decode, encode_char, is_known, labels};

/// A text, and encodings that can write it.
const TEXTS: &[(&str, &[&str])] = &[
    (
        "Die Möwe saß auf dem Dach der Bäckerei und hörte den Glocken zu. Früher, sagte der Küster, läuteten sie für die Fähre.\n",
        &[
            "windows-1252",
            "ibm850",
            "ibm437",
            "macintosh",
            "ibm037",
            "ibm500",
            "x-mac-turkish",
            "x-mac-icelandic",
            "iso-8859-15",
            "ibm858",
            "hp-roman8",
        ],
    ),
    (
        "Þetta er sagan um bátinn sem fór út á fjörðinn áður en nóttin kom. Enginn veit hvað varð um netið.\n",
        &["ibm861", "x-mac-icelandic", "iso-8859-10"],
    ),
    ("Bestemoren ønsket seg en båt, men fikk en rød kålrot og en ærlig unnskyldning fra skipperen.\n", &["ibm865", "ibm850"]),
    ("A irmã do moleiro não vende pão às terças; às quintas, só broa e açúcar em torrões. A estação já fechou.\n", &["ibm860"]),
    (
        "Le héron pêche près de l'écluse où la barque a été volée; l'éclusière répète qu'elle n'a rien vu à côté du pré.\n",
        &["ibm863", "macintosh"],
    ),
    (
        "Mlynář říká, že kočka spí na půdě, kde dříve bývala sýpka. Každý večer počítá žáby u rybníka a vždycky se splete.\n",
        &["windows-1250", "iso-8859-2", "ibm852", "x-mac-ce"],
    ),
    ("Čuvar mosta kaže da žaba pjeva ljepše od njega, ali da kiša još uvijek pada kad god on šuti na obali.\n", &["x-mac-croatian"]),
    ("Bătrânul morar își ține pisica în pod, lângă făină. Când plouă, câinele doarme în căruță și visează mâncare.\n", &["x-mac-romanian"]),
    ("Bătrânul își ține pisica în pod, și țăranii știu că șoarecii s-au dus. Așa a început povestea orașului.\n", &["iso-8859-16"]),
    (
        "Žvejys pamiršo kepurę valtyje, o žąsys ją nunešė į kaimą. Vakare ėjo lietus ir visi sėdėjo prie ugnies.\n",
        &["windows-1257", "iso-8859-13", "ibm775", "iso-8859-4"],
    ),
    ("La malnova ĉevalo loĝas apud la preĝejo kaj aŭskultas ĉiun kanton. Ĝia mastro ŝatas ĵeti ĉapelon al la hundo.\n", &["iso-8859-3"]),
    (
        "Balıkçı şapkasını kayıkta unuttu, kediler onu köye götürdü. Akşam yağmur yağdı ve herkes ateşin başında oturdu.\n",
        &["windows-1254", "ibm857", "x-mac-turkish"],
    ),
    (
        "Почтальон привёз письмо на остров после грозы. Лодочник долго искал очки под скамейкой и нашёл чужую трубку.\n",
        &["windows-1251", "koi8-r", "iso-8859-5", "ibm866", "ibm855", "x-mac-cyrillic"],
    ),
    (
        "Мірошник каже, що його кіт їсть лише рибу з ґанку, а миші живуть у сусідів. Увечері знову їздили човном.\n",
        &["koi8-u", "ibm1125", "windows-1251"],
    ),
    ("Қайықшы өзінің қалпағын үйде ұмытып кетті, ал оны көрші балалар іздеп тапты. Кешке жаңбыр жауды ғой.\n", &["kz-1048", "ptcp154"]),
    ("Заиқчӣ кулоҳи худро дар қаиқ фаромӯш кард ва ҳамсояҳо онро ҷустанд. Шаб борони сахт борид.\n", &["koi8-t"]),
    (
        "Ο ψαράς έχασε το καπέλο του στη βάρκα και η γάτα κοιμάται πάνω στα δίχτυα. Το βράδυ φύσηξε δυνατός άνεμος.\n",
        &["windows-1253", "iso-8859-7", "ibm737", "ibm869", "x-mac-greek"],
    ),
    (
        "הדייג שכח את הכובע בסירה והחתול ישן על הרשתות. בערב ירד גשם וכולם ישבו ליד האש בבית של הסבתא.\n",
        &["windows-1255", "iso-8859-8", "ibm862", "ibm424"],
    ),
    (
        "نسي الصياد قبعته في القارب ونام القط فوق الشباك. في المساء نزل المطر وجلس الجميع قرب النار في بيت الجدة.\n",
        &["windows-1256", "iso-8859-6", "ibm720"],
    ),
    ("ชาวประมงลืมหมวกไว้ในเรือและแมวก็นอนอยู่บนแห ตอนเย็นฝนตกหนักทุกคนจึงนั่งอยู่ในบ้านของยาย\n", &["windows-874"]),
    ("Ձկնորսը գլխարկը մոռացավ նավակում, իսկ կատուն քնեց ցանցերի վրա։ Երեկոյան անձրև եկավ, և բոլորը նստեցին կրակի մոտ։\n", &["armscii-8"]),
    (
        "მეთევზემ ქუდი ნავში დატოვა, კატამ კი ბადეზე დაიძინა. საღამოს წვიმა მოვიდა და ყველა ცეცხლთან იჯდა.\n",
        &["georgian-ps", "georgian-academy"],
    ),
    (
        "Ông lão đánh cá bỏ quên chiếc mũ trên thuyền và con mèo ngủ trên lưới. Buổi tối trời mưa, mọi người ngồi bên bếp lửa.\n",
        &["viscii", "tcvn"],
    ),
    ("老人把灯放在窗前，等船回来。邻居说船已经卖了，可是他不相信，每天晚上还是去河边看一看。\n", &["gbk", "gb18030"]),
    ("老人把燈放在窗前，等船回來。鄰居說船已經賣了，可是他不相信，每天晚上還是去河邊看一看。\n", &["big5", "euc-tw"]),
    ("灯台守は毎朝、鳩に豆をまいている。島の猫は船の時間を知っていて、港で待っているそうだ。\n", &["shift_jis", "euc-jp"]),
    ("할머니는 배가 돌아올 때까지 창가에 등불을 켜 두었다. 고양이는 그물 위에서 잠을 자고 있었다.\n", &["euc-kr", "johab"]),
];

fn bytes(label: &str, text: &str) -> Vec<u8> {
    text.chars().flat_map(|c| encode_char(label, c).unwrap_or_else(|| panic!("{label} has no {c:?}")).as_slice().to_vec()).collect()
}

fn decoded(bytes: &[u8]) -> (String, String) {
    let d = decode(bytes, &Hints { min_confidence: 900, ..Hints::default() }).unwrap_or_else(|r| panic!("{}", r.reason));
    assert_eq!(d.coding.encode(&d.text).unwrap(), bytes, "{} does not come back", d.coding.label);
    (d.text.into_owned(), d.coding.label)
}

#[test]
fn every_encoding_is_told_and_comes_back() {
    for (text, labels) in TEXTS {
        for label in *labels {
            assert!(is_known(label));
            let long = text.repeat(12);
            for text in [*text, &long] {
                let (got, named) = decoded(&bytes(label, text));
                assert_eq!(got, *text, "{label} was read as {named}");
            }
        }
    }
}

#[test]
fn short_texts_are_right_or_refused() {
    for (text, labels) in TEXTS {
        for label in *labels {
            for n in [6, 12, 20, 40] {
                // Six letters of Hebrew EBCDIC are six capitals of ASCII, and nothing says otherwise.
                if *label == "ibm424" && n < 20 {
                    continue;
                }
                let short: String = text.chars().take(n).collect();
                let bytes = bytes(label, &short);
                if let Ok(d) = decode(&bytes, &Hints { min_confidence: 900, ..Hints::default() }) {
                    assert_eq!(d.text, short, "{label}, {n} characters, read as {}", d.coding.label);
                }
            }
        }
    }
}

#[test]
fn unicode_without_a_mark_is_told() {
    for (text, _) in TEXTS {
        for label in ["utf-16le", "utf-16be", "utf-32le", "utf-32be"] {
            assert_eq!(decoded(&bytes(label, text)), ((*text).to_owned(), label.to_owned()), "{label}");
        }
        assert_eq!(decoded(text.as_bytes()), ((*text).to_owned(), "utf-8".to_owned()));
    }
}

#[test]
fn damaged_utf8_keeps_the_bytes_it_lost() {
    let text = TEXTS[0].0.repeat(4);
    let mut damaged = text.clone().into_bytes();
    damaged.insert(60, 0xff);
    let (got, label) = decoded(&damaged);
    assert_eq!((got.replace('\u{fffd}', ""), label.as_str()), (text.clone(), "utf-8"));
    let mut cut = "鳩に豆をまいている。".repeat(3).into_bytes();
    cut.truncate(cut.len() - 1);
    assert!(decoded(&cut).0.ends_with('\u{fffd}'));
    let mut cut = "L’été, le pêcheur a vendu sa barque au musée, et il fête".as_bytes().to_vec();
    cut.truncate(cut.len() - 3);
    assert_eq!(decoded(&cut), ("L’été, le pêcheur a vendu sa barque au musée, et il f\u{fffd}".to_owned(), "utf-8".to_owned()));
    let cesu: Vec<u8> = bytes("cesu-8", "Der Fuchs 🦊 und der Rabe 🐦 grüßen schön.\n");
    assert_eq!(decoded(&cesu), ("Der Fuchs 🦊 und der Rabe 🐦 grüßen schön.\n".to_owned(), "cesu-8".to_owned()));
}

#[test]
fn lines_of_two_encodings_are_read_each_in_its_own() {
    let text = TEXTS[12].0;
    let mut mixed = Vec::new();
    for i in 0..8 {
        mixed.extend(if i % 3 == 1 { bytes("windows-1251", text) } else { text.as_bytes().to_vec() });
    }
    let d = decode(&mixed, &Hints { min_confidence: 900, ..Hints::default() }).unwrap();
    assert_eq!(d.text, text.repeat(8));
    assert_eq!(d.coding.spans.len(), 3);
    assert!(d.coding.spans.iter().all(|s| s.label == "windows-1251"));
    assert_eq!(d.coding.encode(&d.text).unwrap(), mixed);
}

#[test]
fn lines_of_two_legacy_encodings_are_read_each_in_its_own() {
    let of = |label: &str| TEXTS.iter().find(|t| t.1.contains(&label)).unwrap().0;
    let floor = Hints { min_confidence: 980, ..Hints::default() };
    let (russian, japanese, french) = (of("koi8-r"), of("shift_jis"), of("ibm863"));
    // One half and the other; lines among others; and both kinds in turn.
    let cases: [Vec<(&str, &str)>; 3] = [
        [vec![("windows-1251", russian); 3], vec![("koi8-r", russian); 4]].concat(),
        [vec![("shift_jis", japanese); 5], vec![("windows-1252", french); 2], vec![("shift_jis", japanese); 3]].concat(),
        (0..9).map(|i| if i % 2 == 0 { ("ibm866", russian) } else { ("koi8-r", russian) }).collect(),
    ];
    for case in cases {
        let raw: Vec<u8> = case.iter().flat_map(|(label, text)| bytes(label, text)).collect();
        let text: String = case.iter().map(|(_, text)| *text).collect();
        let d = decode(&raw, &floor).unwrap();
        assert_eq!(d.text, text);
        assert!(!d.coding.spans.is_empty());
        assert_eq!(d.coding.encode(&d.text).unwrap(), raw);
    }
}

#[test]
fn the_other_documents_of_a_site_break_a_tie_and_nothing_else() {
    let floor = Hints { min_confidence: 980, ..Hints::default() };
    // So short that its bytes alone do not tell.
    let raw = bytes("ibm850", "Die Möwe sitzt.\n");
    assert!(decode(&raw, &floor).is_err());
    let d = decode(&raw, &Hints { site: Some("ibm850"), ..floor }).unwrap();
    assert_eq!((d.text.as_ref(), d.by), ("Die Möwe sitzt.\n", By::Site));
    // An encoding that no letter of it speaks for changes nothing.
    assert!(decode(&raw, &Hints { site: Some("koi8-r"), ..floor }).is_err());
    let clear = bytes("windows-1252", TEXTS[0].0);
    let d = decode(&clear, &Hints { site: Some("ibm850"), ..floor }).unwrap();
    assert_eq!((d.text.as_ref(), d.by), (TEXTS[0].0, By::Detector));
    // What a document says of itself counts beside it.
    let said = [b"<meta charset=windows-1252>\n".as_slice(), &bytes("windows-1252", "Die Möwe sitzt.\n")].concat();
    let d = decode(&said, &Hints { site: Some("ibm850"), ..floor }).unwrap();
    assert_eq!((d.coding.label.as_str(), d.by), ("windows-1252", By::Declared));
}

#[test]
fn an_archivist_says_the_encoding_of_a_document_a_folder_and_a_site() {
    let toml =
        "[decode.encodings]\n\"old.example/\" = \"cp850\"\n\"old.example/mac/\" = \"macintosh\"\n\"old.example/mac/b.txt\" = \"latin1\"\n";
    let config = Config::parse(toml, "scrubjay.toml").unwrap();
    let text = "Möwe, Fähre, Straße\n";
    for (id, label) in [("old.example/a.txt", "ibm850"), ("old.example/mac/a.txt", "macintosh"), ("old.example/mac/b.txt", "iso-8859-1")] {
        let id = DocumentId::parse(id).unwrap();
        let document = Document { site: id.site(), id: id.clone(), bytes: bytes(label, text) };
        let cleaned = clean_document(&document, &Profile::default(), &config);
        let row = cleaned.row.decode.as_ref().unwrap();
        assert_eq!((row.label.as_str(), row.by, row.confidence), (label, By::Configured, 1000), "{}", id.as_str());
        assert_eq!(cleaned.clean_text(&document.bytes), Some(text));
    }
}

#[test]
fn one_odd_line_makes_no_second_encoding() {
    let of = |label: &str| TEXTS.iter().find(|t| t.1.contains(&label)).unwrap().0;
    let mut raw = bytes("windows-1251", of("koi8-r")).repeat(4);
    raw.extend(b"\xd0\xcf\xc8 \xc6\xd9\xf8 37\n");
    let d = decode(&raw, &Hints::default()).unwrap();
    assert_eq!(d.coding.label, "windows-1251");
    assert!(d.coding.spans.is_empty());
}

#[test]
fn stateful_encodings_are_read_and_come_back() {
    let cases: [(&[u8], &str, &str); 4] = [
        (b"\x1b$B%M%3$O\x1b(B neko.\n\x1b$B8$$b$$$k!#\x1b(B\n", "iso-2022-jp", "ネコは neko.\n犬もいる。\n"),
        (b"\x1b$)C\x0e0mH-\x0f test\n", "iso-2022-kr", "계화 test\n"),
        (b"~{@OHK~} and ~~.\n", "hz-gb-2312", "老人 and ~.\n"),
        (b"Caf+AOk- on the quay +AOA- c+APQ-t+AOk-.\n", "utf-7", "Café on the quay à côté.\n"),
    ];
    for (raw, label, text) in cases {
        let (got, named) = decoded(raw);
        assert_eq!(named, label);
        if label != "iso-2022-kr" {
            assert_eq!(got, text);
        }
    }
}

#[test]
fn binary_data_is_refused_and_an_archivist_can_state_an_encoding() {
    let noise: Vec<u8> = (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert!(decode(&noise, &Hints::default()).is_err());
    assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe", &Hints::default()).is_err());
    let stated = Hints { configured: Some("latin1"), ..Hints::default() };
    assert_eq!(decode(b"na\xefve", &stated).unwrap().text, "naïve");
}

#[test]
fn bytes_of_any_kind_come_back_under_every_label() {
    let every: Vec<u8> = (0..=255u8).chain((0..=255).rev()).chain([b'\r', b'\n', 0xff, 0x81]).collect();
    for label in labels() {
        let stated = Hints { configured: Some(label), ..Hints::default() };
        let d = decode(&every, &stated).unwrap_or_else(|r| panic!("{label}: {}", r.reason));
        assert_eq!(d.coding.encode(&d.text).unwrap(), every, "{label}");
    }
}

/// Byte fixtures that other programs wrote: `tests/encodings/<label>/`.
#[test]
fn the_fixtures_are_told() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/encodings");
    let hints = Hints { min_confidence: scrubjay::config::Decode::default().min_confidence, ..Hints::default() };
    let (mut seen, mut wrong) = (0, Vec::new());
    let mut folders: Vec<_> = std::fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    for folder in folders.iter().filter(|f| f.join("long.bytes").exists()) {
        let label = folder.file_name().unwrap().to_str().unwrap();
        assert!(is_known(label), "{label}");
        for name in ["short", "long"] {
            let raw = std::fs::read(folder.join(name).with_extension("bytes")).unwrap();
            let text = std::fs::read_to_string(folder.join(name).with_extension("txt")).unwrap();
            assert!(name == "short" || raw.len() >= 1000, "{label} is {} bytes", raw.len());
            seen += 1;
            // The table itself is right, whoever says which it is.
            let stated = decode(&raw, &Hints { configured: Some(label), ..hints }).unwrap_or_else(|r| panic!("{label}: {}", r.reason));
            if stated.text != text || stated.coding.encode(&stated.text).unwrap() != raw {
                wrong.push(format!("{label} {name}: its table gives another text"));
            }
            match decode(&raw, &hints) {
                Ok(d) if d.text == text => assert_eq!(d.coding.encode(&d.text).unwrap(), raw, "{label}"),
                Ok(d) => wrong.push(format!("{label} {name} was read as {}", d.coding.label)),
                Err(_) if name == "short" => {}
                Err(refusal) => wrong.push(format!("{label} {name}: {}", refusal.reason)),
            }
        }
    }
    assert!(seen > 140, "{seen}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
