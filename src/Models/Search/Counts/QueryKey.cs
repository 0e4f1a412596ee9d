using StreamReco.Models.Search.Analysis;

namespace StreamReco.Models.Search.Counts;

/// <summary>Queries that are one to the counts: same words, whatever case, accents and plural. For one thread.</summary>
public sealed class QueryKey
{
    private readonly TextAnalyzer _analyzer = new();
    private readonly AnalyzedText _text = new();

    /// <summary>The words in their order with blanks between; empty where the query has none.</summary>
    public string Of(string query) => string.Join(' ', WordsOf(query));

    /// <summary>The words in ordinal order, each once: for queries that were never typed in this order.</summary>
    public string SetOf(string query) =>
        string.Join(' ', WordsOf(query).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private IEnumerable<string> WordsOf(string query)
    {
        _text.Clear();
        _analyzer.Analyze(query, _text);
        for (var i = 0; i < _text.Terms.Count; i++)
        {
            if (!_text.Terms[i].IsExtra)
            {
                yield return _text.TextOf(i).ToString();
            }
        }
    }
}
