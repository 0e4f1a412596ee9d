using System.Text;

namespace StreamReco.Models.Search.Evaluation;

/// <summary>A made-up name with a query that means it, and that query in another spelling.</summary>
/// <param name="Name">Of the item.</param>
/// <param name="Query">A part of the name.</param>
/// <param name="Variant">The same in other widths, Kana or Han.</param>
public readonly record struct MadeUpName(string Name, string Query, string Variant);

/// <summary>
/// Product names in scripts that are written without blanks, from a lexicon of 2,000 words each: no judged set of these
/// languages is free to use.
/// </summary>
public static class MadeUpNames
{
    private const int Words = 2_000;
    private const string Small = "ァィゥェォャュョッ";

    /// <summary>The scripts.</summary>
    public static IReadOnlyList<string> Scripts { get; } = ["han", "kana", "hangul"];

    /// <summary>Names of a script.</summary>
    public static IReadOnlyList<MadeUpName> Of(string script, int count, int seed)
    {
        var random = new Random(seed);
        var lexicon = Enumerable.Range(0, Words).Select(_ => WordOf(script, random)).ToArray();
        return [.. Enumerable.Range(0, count).Select(_ => NameOf(script, lexicon, random))];
    }

    private static string WordOf(string script, Random random)
    {
        var word = new StringBuilder();
        for (var left = random.Next(2, script == "kana" ? 6 : 4); left > 0; left--)
        {
            word.Append(script switch
            {
                "han" => HanPairs[random.Next(HanPairs.Length / 2) * 2],
                "kana" => KanaOf(random, word.Length == 0),
                _ => (char)(0xAC00 + random.Next(0xD7A4 - 0xAC00)),
            });
        }

        return word.ToString();
    }

    /// <summary>Simplified characters in common use, each with its traditional form behind it.</summary>
    private const string HanPairs =
        "电電机機车車书書笔筆灯燈锅鍋门門东東红紅绿綠黄黃蓝藍银銀铁鐵钢鋼铜銅纸紙盐鹽鱼魚鸟鳥马馬"
        + "龙龍风風云雲热熱宽寬长長轻輕单單双雙边邊里裡线線网網络絡视視频頻听聽话話语語写寫读讀画畫"
        + "图圖办辦学學习習园園儿兒妈媽爱愛乐樂欢歡国國际際标標准準专專业業产產质質价價钱錢买買卖賣"
        + "货貨运運输輸护護疗療药藥气氣压壓西西窗窗言言品品力力水水木木火火土土山山石石田田日日月月"
        + "人人口口手手";

    private static char KanaOf(Random random, bool isFirst)
    {
        while (true)
        {
            var kana = (char)random.Next('ァ', 'ヴ' + 1);
            if (!(isFirst && Small.Contains(kana)) && kana is not ('ヮ' or 'ヰ' or 'ヱ'))
            {
                return kana;
            }
        }
    }

    private static MadeUpName NameOf(string script, string[] lexicon, Random random)
    {
        var words = Enumerable.Range(0, random.Next(3, 6)).Select(_ => lexicon[random.Next(lexicon.Length)]).ToArray();
        var blank = script == "hangul" ? " " : "";
        var first = random.Next(words.Length - 1);
        var query = words[first] + blank + words[first + 1];
        var model = FormattableString.Invariant($"X{random.Next(10, 100)}");
        return new MadeUpName(string.Join(blank, words) + " " + model, query, VariantOf(script, query));
    }

    private static string VariantOf(string script, string query) => script switch
    {
        "han" => string.Concat(query.Select(c => HanPairs[HanPairs.IndexOf(c) + 1])),
        "kana" => string.Concat(query.Select(c => c is >= 'ァ' and <= 'ヴ' ? (char)(c - 0x60) : c)),
        _ => query.Normalized(),
    };

    /// <summary>Syllables taken apart into their letters, as some systems write them.</summary>
    private static string Normalized(this string syllables)
    {
        var text = new StringBuilder();
        foreach (var c in syllables)
        {
            if (c is < '\uAC00' or > '\uD7A3')
            {
                text.Append(c);
                continue;
            }

            var (place, end) = ((c - 0xAC00) / 28, (c - 0xAC00) % 28);
            text.Append((char)(0x1100 + (place / 21))).Append((char)(0x1161 + (place % 21)));
            if (end > 0)
            {
                text.Append((char)(0x11A7 + end));
            }
        }

        return text.ToString();
    }
}
