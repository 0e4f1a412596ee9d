namespace StreamReco.Models.Search.Ranking;

/// <summary>Where the words of a query stand in the name of an item. Reused; for one thread.</summary>
internal sealed class NameMatch
{
    private const int WordsMax = 32;

    private readonly int[] _firsts = new int[WordsMax];

    /// <summary>Names longer than this are read so far.</summary>
    private const int NameWordsMax = 64;

    private readonly int[] _wordAt = new int[NameWordsMax];

    /// <summary>Words of the name that are words of the query.</summary>
    public int Matched { get; private set; }

    /// <summary>The first matched place; the name's length where there is none.</summary>
    public int First { get; private set; }

    /// <summary>The last place of the query's last word; -1 where it is missing.</summary>
    public int Last { get; private set; }

    /// <summary>Share of the query's neighbours that are neighbours in the name, 0 to 1.</summary>
    public float Phrase { get; private set; }

    /// <summary>Share of the query's neighbours that stand in the same order in the name, 0 to 1.</summary>
    public float InOrder { get; private set; }

    /// <summary>Reads a name.</summary>
    /// <param name="name">Its terms.</param>
    /// <param name="terms">The term of each word of the query in the segment; -1 for one that the item lacks.</param>
    public void Read(ReadOnlySpan<int> name, ReadOnlySpan<int> terms)
    {
        name = name[..Math.Min(name.Length, NameWordsMax)];
        terms = terms[..Math.Min(terms.Length, WordsMax)];
        (Matched, First, Last) = (0, name.Length, -1);
        _firsts.AsSpan(0, terms.Length).Fill(-1);
        for (var place = 0; place < name.Length; place++)
        {
            var word = terms.IndexOf(name[place]);
            _wordAt[place] = word;
            if (word >= 0)
            {
                Matched++;
                First = Math.Min(First, place);
                _firsts[word] = _firsts[word] < 0 ? place : _firsts[word];
                Last = terms[word] == terms[^1] ? place : Last;
            }
        }

        ReadNeighbours(name.Length, terms);
    }

    private void ReadNeighbours(int length, ReadOnlySpan<int> terms)
    {
        var (adjacent, ordered) = (0, 0);
        for (var word = 0; word + 1 < terms.Length; word++)
        {
            ordered += _firsts[word] >= 0 && _firsts[word + 1] > _firsts[word] ? 1 : 0;
            for (var place = 0; place + 1 < length; place++)
            {
                if (_wordAt[place] == word && _wordAt[place + 1] == word + 1)
                {
                    adjacent++;
                    break;
                }
            }
        }

        var pairs = Math.Max(1, terms.Length - 1);
        (Phrase, InOrder) = ((float)adjacent / pairs, (float)ordered / pairs);
    }
}
