//! Captions that begin as a credit does: `Photo:` and a name, which may be whose the picture is, and who is on it.

use super::credit::HOUSES;
use crate::shape::Shape;

/// Labels of one word that say whose a picture is, not what is on it. Behind any other there may be a caption.
const WHOSE: &[&str] = &[
    "bildnachweis",
    "fotonachweis",
    "bildquelle",
    "bildrechte",
    "fotocredit",
    "fotoquelle",
    "fotograf",
    "fotografin",
    "photographer",
    "photographe",
    "fotógrafo",
    "fotografo",
    "fotograaf",
    "bildkälla",
    "kuvaaja",
    "kuvalähde",
    "ljósmyndari",
    "fotogrāfs",
    "fotografas",
    "snimio",
    "snimila",
    "снимио",
    "снимила",
    "fotós",
    "fényképezte",
    "fotográfus",
    "képforrás",
    "fotoğrafçı",
    "фотограф",
    "φωτογράφος",
    "divulgação",
    "fotografer",
    "fot",
    "fot.",
    "تصوير",
    "عدسة",
    "بعدسة",
    "المصور",
    "عکاس",
    "عکاسی",
    "צילום",
    "צילומים",
    "צלם",
    "צלמת",
    "קרדיט",
    "بشکریہ",
    "فوٹوگرافر",
    "छायाकार",
    "साभार",
    "আলোকচিত্রী",
    "ช่างภาพ",
    "ถ่ายภาพโดย",
    "ภาพโดย",
    "เครดิตภาพ",
    "ที่มาภาพ",
    "ภาพจาก",
    "ขอบคุณภาพจาก",
    "图片来源",
    "照片来源",
    "图片提供",
    "图片作者",
    "图源",
    "供图",
    "摄",
    "摄影",
    "摄影师",
    "摄影者",
    "摄影记者",
    "圖片來源",
    "照片來源",
    "影像來源",
    "圖片提供",
    "照片提供",
    "圖源",
    "攝",
    "攝影",
    "攝影師",
    "攝影者",
    "攝影記者",
    "撮影",
    "撮影者",
    "写真提供",
    "画像提供",
    "提供",
    "写真家",
    "写真撮影",
    "写真出典",
    "画像出典",
    "画像クレジット",
    "カメラマン",
    "촬영",
    "사진제공",
    "사진출처",
    "사진작가",
    "사진기자",
    "լուսանկարիչ",
    "ფოტოგრაფი",
];

/// Whether a label says whose a picture is. One of several words does.
pub fn says_whose(label: &str) -> bool {
    let label = label.trim_matches(|c: char| !c.is_alphanumeric());
    label.contains(' ') || WHOSE.contains(&label) || WHOSE.contains(&label.to_lowercase().as_str())
}

/// Words with which the names of houses end, in scripts that set no blanks or no capitals.
const ENDS: &[&str] = &[
    "社",
    "网",
    "網",
    "报",
    "報",
    "新聞",
    "新闻",
    "通信",
    "通讯",
    "档案馆",
    "檔案館",
    "提供",
    "记者",
    "記者",
    "摄",
    "攝",
    "撮影",
    "기자",
    "제공",
    "뉴스",
    "일보",
    "신문",
    "통신",
];

/// Whether what stands behind a label names a house, or is marked as a credit is.
pub fn is_housed(rest: &str) -> bool {
    rest.contains(['/', '／', '©', '|', '｜', '@'])
        || HOUSES.contains(&rest)
        || rest.split(PARTS).any(|part| HOUSES.contains(&part.trim()))
        || rest.split(|c: char| c.is_whitespace() || "(),;".contains(c)).any(|word| HOUSES.contains(&word))
        || ENDS.iter().any(|end| rest.ends_with(end)) && !rest.contains(OF)
}

/// What joins words to what they say something of, in scripts that set no blanks: no name has it.
const OF: &[char] = &['的', 'の'];

/// Whether a few words are what somebody is called: two at least, and all begin with a capital.
pub fn is_person(name: &str) -> bool {
    let shape = Shape::of(name.trim());
    (2..=4).contains(&shape.words) && shape.capitalised == shape.words && shape.digits == 0
}

/// Signs of a name at most, where a sign is a syllable or a word.
const SIGNS: usize = 4;

/// Whether words in signs that are syllables are more than a name: `被烧毁的小学`, `불탄 초등학교`.
fn describes(rest: &str) -> bool {
    let sign = |c: &char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    let kana = rest.chars().any(|c| matches!(c, '\u{30a0}'..='\u{30ff}'));
    let joined = rest.contains(OF) || !(kana && rest.contains(['・', '＝'])) && rest.chars().filter(sign).count() > SIGNS;
    // An article before each word: what is on the picture, and no name.
    let words = || rest.split_whitespace();
    let arabic = words().count() >= 2 && words().all(|word| word.starts_with("ال"));
    let hebrew = words().count() >= 3 && words().skip(1).all(|word| word.starts_with('ה'));
    joined && rest.chars().any(|c| sign(&c)) || arabic || hebrew
}

/// Names behind one label at least that are who is on a picture.
const PEOPLE: usize = 3;

/// Whether what follows a word that may stand before a caption tells more than whose the picture is: somebody's age, where somebody
/// stands, who is with whom. No house is named in it.
pub fn tells(rest: &str) -> bool {
    let shape = Shape::of(rest);
    let housed = rest.contains(['/', '©', '|', '@']);
    let house = is_housed(rest);
    let placed = || rest.split_whitespace().skip(1).any(|word| PLACED.split(' ').any(|placed| placed == word));
    if shape.upper == 0 {
        // Scripts without capitals: whose a picture is takes a few words, or a house that is known.
        let many = shape.spaceless == 0 && shape.words > HOLDER;
        return !house && (shape.digits > 0 || rest.contains(PARTS) || many || describes(rest));
    }
    let counted = shape.digits > 0 || shape.words >= shape.capitalised + 3 || rest.contains("(l") || rest.contains("(r");
    !housed && (counted || placed()) || !house && rest.split(',').filter(|name| is_person(name)).count() >= PEOPLE
}

/// What parts the houses and people of a credit.
const PARTS: &[char] = &[',', '،', '、', '，'];

/// Words of who made or holds a picture, in a script without capitals, at most.
const HOLDER: u32 = 3;

/// Small words that say where or with whom somebody is: `Ana Holm y Ida Stern en Marl`. Those that say for whom or of what house are not
/// among them, nor are those that names have.
pub const PLACED: &str = "\
    in at with on near beside behind before after under outside inside im am bei mit vor neben auf nach bij met op \
    naast à au aux dans avec devant sur chez près en con ante junto sobre a ad nel nella sul sulla davanti em no \
    na com diante amb w we z ze przed przy v před kod ispred kraj pri в во с со у на перед возле рядом з із зі \
    біля след пред i på med vid ved hos în cu lângă στο στη στην στον με bersama dengan ở tại với cùng";
