using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;

namespace StreamReco.Models.Search.Ranking;

/// <summary>The features of the words: in which fields, how near, in what order. Reused; for one thread.</summary>
internal sealed class TextFeatures
{
    private const int WordsMax = 32;

    private readonly TermPlaces _places = new();
    private readonly NameMatch _name = new();
    private readonly Dictionary<(int State, int Term), bool> _heads = [];
    private readonly int[] _terms = new int[WordsMax];
    private IndexView _view = null!;
    private QueryPlan _plan = null!;
    private float _best;

    /// <summary>Begins with a query.</summary>
    /// <param name="view">The index.</param>
    /// <param name="plan">The query.</param>
    /// <param name="best">The highest score of its candidates.</param>
    public void Begin(IndexView view, QueryPlan plan, float best)
    {
        (_view, _plan, _best) = (view, plan, best);
        _places.Begin(view, plan);
        _heads.Clear();
    }

    /// <inheritdoc cref="TermPlaces.Release"/>
    public void Release()
    {
        _view = null!;
        _places.Release();
    }

    /// <summary>Writes the features of a candidate.</summary>
    public void Write(in SearchCandidate candidate, Span<float> features)
    {
        features[SearchFeatures.TextShare] = _best > 0 ? candidate.Score / _best : 0;
        features[SearchFeatures.TextLog] = MathF.Log(1 + candidate.Score);
        features[SearchFeatures.IsWhole] = candidate.IsWhole ? 1 : 0;
        features[SearchFeatures.IsTyped] = candidate.Variant == 0 && candidate.Score > 0 ? 1 : 0;
        if (_plan.Variants.Count > 0)
        {
            var count = WriteWords(candidate, _plan.Variants[candidate.Variant], features);
            WriteName(candidate, count, features);
        }
    }

    private int WriteWords(in SearchCandidate candidate, in PlanVariant variant, Span<float> features)
    {
        var (count, whole, matched, edits) = (0, 0f, 0, 0);
        for (var i = variant.FirstWord; i < variant.FirstWord + variant.WordCount; i++)
        {
            var word = _plan.Words[i];
            var (term, place, impact, field, mask) = _places.Best(word, candidate.State, candidate.Row);
            if (!word.IsAsked)
            {
                features[SearchFeatures.ExtraShare] += place >= 0 ? 1f / variant.WordCount : 0;
                continue;
            }

            whole += word.Importance;
            if (count < WordsMax)
            {
                _terms[count++] = place;
            }

            if (place >= 0)
            {
                matched++;
                edits += _plan.Terms[term].Edits;
                AddFields(mask, word.Importance, features);
                features[SearchFeatures.TextQuality] += word.Importance * impact;
                features[SearchFeatures.BestField] += word.Importance * field;
            }
        }

        features[SearchFeatures.WordShare] = (float)matched / Math.Max(1, variant.AskedCount);
        features[SearchFeatures.Edits] = edits;
        if (whole > 0)
        {
            features[SearchFeatures.TextQuality] /= whole;
            for (var field = 0; field <= (int)SearchField.Description; field++)
            {
                features[SearchFeatures.NameShare + field] /= whole;
            }
        }

        return count;
    }

    /// <summary>Makes <see cref="SearchFeatures.BestField"/> of all candidates a share of the highest.</summary>
    public static void WriteShares(StreamReco.Models.Ranking.RankRequest request)
    {
        var best = 0f;
        for (var candidate = 0; candidate < request.Count; candidate++)
        {
            best = Math.Max(best, request.FeaturesOf(candidate)[SearchFeatures.BestField]);
        }

        for (var candidate = 0; candidate < request.Count && best > 0; candidate++)
        {
            request.FeaturesOf(candidate)[SearchFeatures.BestField] /= best;
        }
    }

    private static void AddFields(byte mask, float importance, Span<float> features)
    {
        for (var field = 0; field <= (int)SearchField.Description; field++)
        {
            features[SearchFeatures.NameShare + field] += (mask & (1 << field)) != 0 ? importance : 0;
        }
    }

    private void WriteName(in SearchCandidate candidate, int count, Span<float> features)
    {
        var segment = _view.States[candidate.State].Segment;
        var name = segment.NameOf(candidate.Row);
        features[SearchFeatures.NameLength] = MathF.Log(1 + name.Length);
        if (count == 0 || name.IsEmpty)
        {
            return;
        }

        var terms = _terms.AsSpan(0, count);
        _name.Read(name, terms);
        features[SearchFeatures.Phrase] = _name.Phrase;
        features[SearchFeatures.InOrder] = _name.InOrder;
        features[SearchFeatures.CategoryHead] = HasHead(candidate, terms[^1]) ? 1 : 0;
        if (_name.Matched == 0)
        {
            return;
        }

        features[SearchFeatures.FirstPlace] = 1f / (1 + _name.First);
        features[SearchFeatures.NameCovered] = (float)_name.Matched / name.Length;
        features[SearchFeatures.AfterPurpose] = _name.First >= segment.PurposeStarts[candidate.Row] ? 1 : 0;
        if (_name.Last >= 0)
        {
            features[SearchFeatures.LastPlace] = (1f + _name.Last) / name.Length;
            features[SearchFeatures.IsModifier] = IsModifier(candidate.State, name, _name.Last, terms) ? 1 : 0;
        }
    }

    /// <summary>
    /// Whether the query's last word only says of what kind the item's main word is: in "mouse pad" a mouse is no mouse.
    /// Main words are the last words of the catalog's categories.
    /// </summary>
    private bool IsModifier(int state, ReadOnlySpan<int> name, int last, ReadOnlySpan<int> terms) =>
        last + 1 < name.Length && !terms.Contains(name[last + 1]) && IsHead(state, name[last + 1]);

    private bool IsHead(int state, int term)
    {
        if (!_heads.TryGetValue((state, term), out var isHead))
        {
            Span<char> buffer = stackalloc char[CodeTerms.BufferChars];
            isHead = _view.FrequencyOf(CodeTerms.HeadOf(_view.States[state].Segment.Terms[term], buffer)) > 0;
            _heads.Add((state, term), isHead);
        }

        return isHead;
    }

    private bool HasHead(in SearchCandidate candidate, int term)
    {
        if (term < 0)
        {
            return false;
        }

        Span<char> buffer = stackalloc char[CodeTerms.BufferChars];
        var segment = _view.States[candidate.State].Segment;
        var place = segment.Terms.Find(CodeTerms.HeadOf(segment.Terms[term], buffer));
        return place >= 0 && segment.PostingOf(place, candidate.Row) >= 0;
    }
}
