using StreamReco.Models.Search.Analysis;

namespace StreamReco.Models.Tests.Search.Analysis;

public sealed class TextAnalyzerTests
{
    [Theory]
    [InlineData("Laptops", "laptop")]
    [InlineData("batteries", "battery")]
    [InlineData("movie", "movy")]
    [InlineData("movies", "movy")]
    [InlineData("glass bus", "glass bus")]
    [InlineData("men's shoes", "men shoe")]
    [InlineData("25.4mm", "25.4 mm +25.4mm")]
    [InlineData("25,4 Millimeter", "25.4 mm")]
    [InlineData("1,000 pieces", "1000 pc")]
    [InlineData("17\" 17.0 inches", "17 inch 17 inch")]
    [InlineData("RTX3080", "rtx 3080 +rtx3080")]
    [InlineData("USB-C", "usb c +usbc")]
    [InlineData("Wi‑Fi", "wi fi +wifi")]
    [InlineData("Intel® Core™2", "intel core 2")]
    [InlineData("Café", "cafe +café")]
    [InlineData("cafe\u0301", "cafe +café")]
    [InlineData("Straße", "strasse")]
    [InlineData("ﬁlter ｗｉｄｔｈ", "filter width")]
    [InlineData("Łódź", "lodz +łódź")]
    [InlineData("smørrebrød", "smorrebrod +smørrebrød")]
    public void A_text_has_these_words_and_further_forms(string text, string terms) => TermsOf(text).ShouldBe(terms);

    [Theory]
    [InlineData("手机壳", "手机 机壳")]
    [InlineData("手機殼", "手机 机壳")]
    [InlineData("手", "手")]
    [InlineData("ヴィーガン", "ビー ーガ ガン")]
    [InlineData("ビーガン", "ビー ーガ ガン")]
    [InlineData("びーがん", "ビー ーガ ガン")]
    [InlineData("ﾋﾞｰｶﾞﾝ", "ビー ーガ ガン")]
    [InlineData("한국어", "한국 국어")]
    [InlineData("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국")]
    public void Text_without_blanks_is_pairs_of_characters(string text, string words) =>
        string.Join(' ', TermsOf(text).Split(' ').Where(term => term[0] != '+')).ShouldBe(words);

    [Fact]
    public void Any_text_is_analysed_the_same_a_second_time_and_by_its_own_words()
    {
        var random = new Random(7);
        for (var run = 0; run < 2_000; run++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => (char)random.Next(1, 0x3100))]);
            var terms = TermsOf(text);
            TermsOf(text).ShouldBe(terms);
            terms.Split(' ').ShouldAllBe(term => term.Length <= TextAnalyzer.WordCharsMax * 2);
        }
    }

    private static string TermsOf(string text)
    {
        var output = new AnalyzedText();
        new TextAnalyzer().Analyze(text, output);
        return string.Join(' ', Enumerable.Range(0, output.Terms.Count)
            .Select(term => (output.Terms[term].IsExtra ? "+" : "") + output.TextOf(term).ToString()));
    }
}
