using StreamReco.Models.Search.Analysis;
using StreamReco.Models.Search.Indexing;

namespace StreamReco.Models.Search.Queries;

/// <summary>
/// Turns a typed query into a <see cref="QueryPlan"/>: code, compounds, synonyms, prefix and spelling, each named in
/// <see cref="QueryPlan.Rewrites"/>. A word that some item has is never replaced by another spelling. For one thread.
/// </summary>
/// <param name="synonyms">Phrases that stand for one another.</param>
/// <param name="spells">Whether words that no item has are read as near ones.</param>
internal sealed class QueryRewriter(Synonyms synonyms, bool spells = true)
{
    /// <summary>Words of a query that are read; what comes later hardly changes what is found.</summary>
    private const int WordsMax = 16;

    private const int PrefixLettersMin = 3;
    private const int VariantsMax = 8;
    private const int JoinedFrequencyMin = 2;
    private const float ExtraWeight = 0.5f;
    private const float PrefixWeight = 0.8f;
    private const float EditWeight = 0.7f;
    private const float SynonymWeight = 0.8f;
    private const float CompoundWeight = 0.6f;

    private readonly TextAnalyzer _analyzer = new();
    private readonly AnalyzedText _text = new();
    private readonly AnalyzedText _other = new();
    private readonly Speller _speller = new();
    private readonly List<int> _asked = [];

    /// <summary>Fills <paramref name="plan"/>; it has no variant where the query has no word.</summary>
    public void Rewrite(IndexView view, ReadOnlySpan<char> query, QueryPlan plan)
    {
        plan.Clear();
        _text.Clear();
        _analyzer.Analyze(query, _text);
        FindCode(view, query, plan);
        _asked.Clear();
        for (var term = 0; term < _text.Terms.Count && _asked.Count < WordsMax; term++)
        {
            if (!_text.Terms[term].IsExtra)
            {
                _asked.Add(term);
            }
        }

        if (_asked.Count == 0)
        {
            return;
        }

        AddTyped(view, plan);
        for (var i = 0; i + 1 < _asked.Count && plan.Variants.Count < VariantsMax; i++)
        {
            AddJoined(view, i, plan);
        }

        if (synonyms.Count > 0)
        {
            AddSynonyms(view, plan);
        }
    }

    private static void FindCode(IndexView view, ReadOnlySpan<char> query, QueryPlan plan)
    {
        Span<char> buffer = stackalloc char[CodeTerms.BufferChars];
        var code = CodeTerms.Of(query, buffer);
        if (!code.IsEmpty && view.FrequencyOf(code) > 0)
        {
            plan.Code = code.ToString();
            plan.Rewrites.Add(new Rewrite(RewriteKinds.Code, query.ToString(), plan.Code[1..]));
        }
    }

    /// <summary>The query as it was typed: its words, with other spellings of those that no item has.</summary>
    private void AddTyped(IndexView view, QueryPlan plan)
    {
        var first = plan.Words.Count;
        var asksAll = AllAreSmall(0, _asked.Count);
        for (var i = 0; i < _asked.Count; i++)
        {
            AddWord(view, i, asksAll, plan);
        }

        AddExtras(view, plan);
        Close(plan, first);
    }

    private bool AllAreSmall(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (!SmallWords.Contains(_text.TextOf(_asked[i])))
            {
                return false;
            }
        }

        return true;
    }

    private void AddWord(IndexView view, int word, bool asksAll, QueryPlan plan)
    {
        var text = _text.TextOf(_asked[word]);
        var first = plan.Terms.Count;
        var frequency = view.FrequencyOf(text);
        plan.AddTerm(text, 1, 0, frequency);
        if (frequency == 0 && spells)
        {
            AddSpellings(view, text, word == _asked.Count - 1, plan);
        }

        CloseWord(view, plan, first, asksAll || !SmallWords.Contains(text), 1);
    }

    private void AddSpellings(IndexView view, ReadOnlySpan<char> text, bool isLast, QueryPlan plan)
    {
        if (isLast && text.Length >= PrefixLettersMin)
        {
            foreach (var term in _speller.Beginning(view, text))
            {
                plan.AddTerm(term.Text, PrefixWeight, 0, term.Frequency);
                plan.Rewrites.Add(new Rewrite(RewriteKinds.Prefix, text.ToString(), term.Text));
            }
        }

        foreach (var term in _speller.Near(view, text))
        {
            plan.AddTerm(term.Text, MathF.Pow(EditWeight, term.Edits), term.Edits, term.Frequency);
            plan.Rewrites.Add(new Rewrite(RewriteKinds.Spelling, text.ToString(), term.Text));
            plan.HasTypo = true;
        }
    }

    /// <summary>Further forms of the words: a document that has <c>usb-c</c> in one is the better match for it.</summary>
    private void AddExtras(IndexView view, QueryPlan plan)
    {
        for (var i = 0; i < _text.Terms.Count; i++)
        {
            var text = _text.TextOf(i);
            if (_text.Terms[i].IsExtra && CharacterKinds.Of(text[0]) != CharacterKind.Cjk
                && view.FrequencyOf(text) is var frequency and > 0)
            {
                var first = plan.Terms.Count;
                plan.AddTerm(text, 1, 0, frequency);
                CloseWord(view, plan, first, isAsked: false, ExtraWeight);
            }
        }
    }

    /// <summary>A variant where two words are one: "head set" finds "headset".</summary>
    private void AddJoined(IndexView view, int at, QueryPlan plan)
    {
        var left = _text.TextOf(_asked[at]);
        var right = _text.TextOf(_asked[at + 1]);
        if (left.Length + right.Length > TextAnalyzer.WordCharsMax || !IsLatinWord(left) || !IsLatinWord(right))
        {
            return;
        }

        Span<char> joined = stackalloc char[left.Length + right.Length];
        left.CopyTo(joined);
        right.CopyTo(joined[left.Length..]);
        var frequency = view.FrequencyOf(joined);
        if (frequency < JoinedFrequencyMin)
        {
            return;
        }

        plan.Rewrites.Add(new Rewrite(RewriteKinds.Compound, $"{left} {right}", joined.ToString()));
        AddVariant(view, at, 2, joined, CompoundWeight, plan);
    }

    private static bool IsLatinWord(ReadOnlySpan<char> word) => word.Length > 1 && word.IndexOfAnyExceptInRange('a', 'z') < 0;

    private void AddSynonyms(IndexView view, QueryPlan plan)
    {
        for (var length = Math.Min(Synonyms.PhraseWordsMax, _asked.Count); length > 0; length--)
        {
            for (var at = 0; at + length <= _asked.Count; at++)
            {
                var phrase = PhraseOf(at, length);
                foreach (var synonym in synonyms.Of(phrase))
                {
                    if (plan.Variants.Count < VariantsMax)
                    {
                        plan.Rewrites.Add(new Rewrite(RewriteKinds.Synonym, phrase, synonym));
                        AddVariant(view, at, length, synonym, SynonymWeight, plan);
                    }
                }
            }
        }
    }

    private string PhraseOf(int at, int length)
    {
        var phrase = _text.TextOf(_asked[at]).ToString();
        for (var i = at + 1; i < at + length; i++)
        {
            phrase = $"{phrase} {_text.TextOf(_asked[i])}";
        }

        return phrase;
    }

    /// <summary>
    /// Adds a variant with other words in the place of some. They count as much as the words that they stand for, less a
    /// little: a rare synonym is no better match than the word itself.
    /// </summary>
    private void AddVariant(IndexView view, int at, int length, ReadOnlySpan<char> words, float weight, QueryPlan plan)
    {
        var (first, replaced) = (plan.Words.Count, ImportanceOf(plan, at, length));
        for (var i = 0; i < _asked.Count; i++)
        {
            if (i < at || i >= at + length)
            {
                plan.Words.Add(plan.Words[i]);
            }
        }

        _other.Clear();
        _analyzer.Analyze(words, _other);
        var (begin, sum) = (plan.Words.Count, 0f);
        for (var i = 0; i < _other.Terms.Count; i++)
        {
            if (!_other.Terms[i].IsExtra)
            {
                var term = plan.Terms.Count;
                var text = _other.TextOf(i);
                plan.AddTerm(text, 1, 0, view.FrequencyOf(text));
                CloseWord(view, plan, term, isAsked: true, 1);
                sum += plan.Words[^1].Importance;
            }
        }

        for (var i = begin; i < plan.Words.Count; i++)
        {
            plan.Words[i] = plan.Words[i] with { Importance = plan.Words[i].Importance * weight * replaced / sum };
        }

        Close(plan, first);
    }

    private static float ImportanceOf(QueryPlan plan, int at, int length)
    {
        var sum = 0f;
        for (var i = at; i < at + length; i++)
        {
            sum += plan.Words[i].Importance;
        }

        return sum;
    }

    private static void CloseWord(IndexView view, QueryPlan plan, int firstTerm, bool isAsked, float weight)
    {
        var frequency = 0;
        for (var i = firstTerm; i < plan.Terms.Count; i++)
        {
            frequency += plan.Terms[i].Frequency;
        }

        plan.Words.Add(new PlanWord(
            firstTerm,
            plan.Terms.Count - firstTerm,
            isAsked,
            weight * view.InverseFrequency(Math.Min(frequency, view.Documents))));
    }

    private static void Close(QueryPlan plan, int first)
    {
        var asked = 0;
        for (var i = first; i < plan.Words.Count; i++)
        {
            asked += plan.Words[i].IsAsked ? 1 : 0;
        }

        plan.Variants.Add(new PlanVariant(first, plan.Words.Count - first, asked));
    }
}
