namespace StreamReco.Models.Search.Analysis;

/// <summary>A term of a text.</summary>
/// <param name="Start">First character in <see cref="AnalyzedText"/>'s buffer.</param>
/// <param name="Length">Characters.</param>
/// <param name="Position">The word's place in the text; further forms of one word share it.</param>
/// <param name="IsExtra">
/// True: a further form (joined, with its diacritics, a single CJK character). A query does not ask for it, a document that
/// has it too is the better match.
/// </param>
public readonly record struct AnalyzedTerm(int Start, int Length, int Position, bool IsExtra);

/// <summary>The terms of one text in their order. Reused from text to text; for one thread.</summary>
public sealed class AnalyzedText
{
    private char[] _chars = new char[256];
    private int _length;

    /// <summary>The terms; further forms stand after the word they belong to.</summary>
    public List<AnalyzedTerm> Terms { get; } = [];

    /// <summary>Words so far: the position of the next one.</summary>
    public int Positions { get; private set; }

    /// <summary>The text of a term, lent until the next <see cref="Clear"/>.</summary>
    public ReadOnlySpan<char> TextOf(int term) => _chars.AsSpan(Terms[term].Start, Terms[term].Length);

    /// <summary>Forgets all terms.</summary>
    public void Clear()
    {
        Terms.Clear();
        _length = 0;
        Positions = 0;
    }

    /// <summary>Adds a word.</summary>
    public void AddWord(ReadOnlySpan<char> text) => Add(text, Positions++, isExtra: false);

    /// <summary>Adds a further form of the word at <paramref name="position"/>.</summary>
    public void AddExtra(ReadOnlySpan<char> text, int position) => Add(text, position, isExtra: true);

    private void Add(ReadOnlySpan<char> text, int position, bool isExtra)
    {
        if (_length + text.Length > _chars.Length)
        {
            Array.Resize(ref _chars, Math.Max(_chars.Length * 2, _length + text.Length));
        }

        text.CopyTo(_chars.AsSpan(_length));
        Terms.Add(new AnalyzedTerm(_length, text.Length, position, isExtra));
        _length += text.Length;
    }
}
