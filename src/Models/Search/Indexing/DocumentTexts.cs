using System.Buffers;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Analysis;

namespace StreamReco.Models.Search.Indexing;

/// <summary>The texts of an item by field, analysed. For one thread.</summary>
internal sealed class DocumentTexts
{
    private static readonly SearchValues<char> _numberChars = SearchValues.Create("-0123456789. ");

    private readonly TextAnalyzer _analyzer = new();
    private readonly AnalyzedText[] _fields = [.. Enumerable.Range(0, SearchSettings.Fields).Select(_ => new AnalyzedText())];

    /// <summary>The terms of a field, lent until the next <see cref="Read"/>.</summary>
    public AnalyzedText this[SearchField field] => _fields[(int)field];

    /// <summary>Analyses an item.</summary>
    public void Read(CatalogItem item)
    {
        foreach (var field in _fields)
        {
            field.Clear();
        }

        Analyze(item.Name, SearchField.Name);
        Analyze(item.Brand, SearchField.Brand);
        Analyze(item.Category, SearchField.Category);
        Analyze(item.Description, SearchField.Description);
        foreach (var attribute in item.Attributes)
        {
            var value = ValueOf(attribute);
            if (!IsNumber(value))
            {
                _analyzer.Analyze(value, this[SearchField.Attributes]);
            }
        }

        ReadHead();
        ReadCode(item.ItemId);
        foreach (var code in item.Codes)
        {
            ReadCode(code);
        }
    }

    /// <summary>
    /// "colour: red" is found as red: the names of attributes are the same on each item and say nothing of one. A bare
    /// number is left out too: without its name nobody knows what it measures.
    /// </summary>
    private static ReadOnlySpan<char> ValueOf(string attribute)
    {
        var colon = attribute.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? attribute : attribute.AsSpan(colon + 2);
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(_numberChars) < 0;

    private void Analyze(string? text, SearchField field)
    {
        if (text is not null)
        {
            _analyzer.Analyze(text, this[field]);
        }
    }

    /// <summary>The main word of the category is the last one that says no purpose: "case" of "Case for notebooks".</summary>
    private void ReadHead()
    {
        var category = this[SearchField.Category];
        var head = -1;
        for (var i = 0; i < category.Terms.Count && !SmallWords.IsPurpose(category.TextOf(i)); i++)
        {
            head = category.Terms[i].IsExtra ? head : i;
        }

        if (head >= 0)
        {
            Span<char> buffer = stackalloc char[CodeTerms.BufferChars];
            this[SearchField.Codes].AddWord(CodeTerms.HeadOf(category.TextOf(head), buffer));
        }
    }

    private void ReadCode(string code)
    {
        Span<char> buffer = stackalloc char[CodeTerms.BufferChars];
        var term = CodeTerms.Of(code, buffer);
        if (!term.IsEmpty)
        {
            this[SearchField.Codes].AddWord(term);
        }
    }
}
