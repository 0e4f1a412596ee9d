namespace StreamReco.Models.Search.Queries;

/// <summary>One of the terms that stand for a word of the query.</summary>
/// <param name="Start">First character in the plan's buffer.</param>
/// <param name="Length">Characters.</param>
/// <param name="Weight">What a match is worth beside the word as it was typed, 0 to 1.</param>
/// <param name="Edits">Typing errors between the typed word and the term.</param>
/// <param name="Frequency">Documents that have it.</param>
public readonly record struct PlanTerm(int Start, int Length, float Weight, int Edits, int Frequency);

/// <summary>A word of a variant: a document that has one of its terms matches it.</summary>
/// <param name="FirstTerm">In <see cref="QueryPlan.Terms"/>.</param>
/// <param name="TermCount">At least 1.</param>
/// <param name="IsAsked">False: it adds to the score but nobody has to have it (further forms, stop words).</param>
/// <param name="Importance">The inverse document frequency of all its terms together, times the word's weight.</param>
public readonly record struct PlanWord(int FirstTerm, int TermCount, bool IsAsked, float Importance);

/// <summary>One reading of the query; a document counts by the reading that suits it best.</summary>
/// <param name="FirstWord">In <see cref="QueryPlan.Words"/>.</param>
/// <param name="WordCount">At least 1.</param>
/// <param name="AskedCount">Words that a document must have to match the whole.</param>
public readonly record struct PlanVariant(int FirstWord, int WordCount, int AskedCount);

/// <summary>What was made of a word or of the whole query.</summary>
/// <param name="Kind">See <see cref="RewriteKinds"/>.</param>
/// <param name="From">As it was typed, folded.</param>
/// <param name="To">What is searched too, or instead.</param>
public sealed record Rewrite(string Kind, string From, string To);

/// <summary>The names of rewrites in answers.</summary>
public static class RewriteKinds
{
    /// <summary>The query is an id or a number of the trade.</summary>
    public const string Code = "code";

    /// <summary>A synonym is searched too.</summary>
    public const string Synonym = "synonym";

    /// <summary>A word that no item has is read as one that some have.</summary>
    public const string Spelling = "spelling";

    /// <summary>The last word is read as the beginning of words.</summary>
    public const string Prefix = "prefix";

    /// <summary>Two words are searched as one too, or one as two.</summary>
    public const string Compound = "compound";

    /// <summary>Items of this category are meant.</summary>
    public const string Category = "category";
}

/// <summary>A query as the index is searched by it. Reused from query to query; for one thread.</summary>
public sealed class QueryPlan
{
    private char[] _chars = new char[256];
    private int _length;

    /// <summary>The terms of all words.</summary>
    public List<PlanTerm> Terms { get; } = [];

    /// <summary>The words of all variants.</summary>
    public List<PlanWord> Words { get; } = [];

    /// <summary>The readings; the first is the query as it was typed.</summary>
    public List<PlanVariant> Variants { get; } = [];

    /// <summary>What was rewritten, in its order.</summary>
    public List<Rewrite> Rewrites { get; } = [];

    /// <summary>Whether a word is searched by another spelling.</summary>
    public bool HasTypo { get; set; }

    /// <summary>The term of the whole query as a code; empty where it is none.</summary>
    public string Code { get; set; } = "";

    /// <summary>The characters of a term.</summary>
    public ReadOnlySpan<char> TextOf(in PlanTerm term) => _chars.AsSpan(term.Start, term.Length);

    /// <summary>Forgets the query.</summary>
    public void Clear()
    {
        Terms.Clear();
        Words.Clear();
        Variants.Clear();
        Rewrites.Clear();
        _length = 0;
        HasTypo = false;
        Code = "";
    }

    /// <summary>Adds a term for the word that is closed next.</summary>
    public void AddTerm(ReadOnlySpan<char> text, float weight, int edits, int frequency)
    {
        if (_length + text.Length > _chars.Length)
        {
            Array.Resize(ref _chars, Math.Max(_chars.Length * 2, _length + text.Length));
        }

        text.CopyTo(_chars.AsSpan(_length));
        Terms.Add(new PlanTerm(_length, text.Length, weight, edits, frequency));
        _length += text.Length;
    }
}
