using StreamReco.Models.Search.Queries;

namespace StreamReco.Models.Tests.Search.Queries;

public sealed class EditDistanceTests
{
    // The walk over sorted terms shares rows and passes beginnings over: it must find what a table for each pair finds.
    [Fact]
    public void The_terms_near_a_word_are_those_of_a_plain_table()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var words = Enumerable.Range(0, 300).Select(_ => Word(random)).Distinct().ToArray();
            var view = SearchSamples.IndexOf(words.Select((word, i) => SearchSamples.Item($"i{i}", word))).Current;
            var typed = Word(random);
            var limit = EditDistance.LimitOf(typed.Length);
            var near = words.Where(word => limit > 0 && Plain(typed, word) <= limit).ToHashSet();
            var found = new Speller().Near(view, typed);
            found.ShouldAllBe(term => near.Contains(term.Text) && term.Edits == Plain(typed, term.Text), $"seed {seed}");
            found.Count.ShouldBe(Math.Min(4, near.Count), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("latpop", "laptop", 1)]
    [InlineData("keybord", "keyboard", 1)]
    [InlineData("keyyboard", "keyboard", 1)]
    [InlineData("prinetrr", "printer", 2)]
    public void A_swap_of_neighbours_is_one_error(string typed, string term, int edits)
    {
        var view = SearchSamples.IndexOf([SearchSamples.Item("i", term)]).Current;
        new Speller().Near(view, typed).ShouldBe([new SpelledTerm(term, edits, 1)]);
    }

    [Theory]
    [InlineData("cab", "cat")]
    [InlineData("25.5", "25.4")]
    public void Short_words_and_numbers_have_no_errors(string typed, string term) =>
        new Speller().Near(SearchSamples.IndexOf([SearchSamples.Item("i", term)]).Current, typed).ShouldBeEmpty();

    // Letters whose words the stemmer leaves alone.
    private static string Word(Random random) =>
        new([.. Enumerable.Range(0, random.Next(2, 11)).Select(_ => (char)('a' + random.Next(3)))]);

    private static int Plain(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                table[i, j] = i == 0 ? j : j == 0 ? i
                    : Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[a.Length, b.Length];
    }
}
