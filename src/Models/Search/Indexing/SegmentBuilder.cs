using System.Runtime.InteropServices;
using StreamReco.Models.Content;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Analysis;

namespace StreamReco.Models.Search.Indexing;

/// <summary>Builds a segment of documents. For one thread, one segment after the other.</summary>
/// <param name="settings">How terms are weighed.</param>
internal sealed class SegmentBuilder(SearchSettings settings)
{
    private readonly DocumentTexts _texts = new();
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private readonly List<Postings> _postings = [];
    private readonly List<int> _names = [];
    private readonly List<int> _own = [];
    private readonly List<int> _ofField = [];
    private float[] _weights = [];
    private float[] _fieldWeights = [];
    private float[] _bests = [];
    private byte[] _masks = [];

    /// <summary>The segment of some documents, each id once.</summary>
    /// <param name="documents">In any order.</param>
    /// <param name="encoder">Content vectors; null where there are none.</param>
    public Segment Build(IEnumerable<CatalogItem> documents, ContentEncoder? encoder)
    {
        CatalogItem[] items = [.. documents.OrderBy(item => item.ItemId, StringComparer.Ordinal)];
        _terms.Clear();
        _postings.Clear();
        _names.Clear();
        var nameStarts = new int[items.Length + 1];
        var purposes = new ushort[items.Length];
        for (var row = 0; row < items.Length; row++)
        {
            AddDocument(items[row], row);
            nameStarts[row + 1] = _names.Count;
            purposes[row] = PurposeOf(_texts[SearchField.Name]);
        }

        string[] sorted = [.. _terms.Keys];
        Array.Sort(sorted, StringComparer.Ordinal);
        var placeOf = new int[sorted.Length];
        var starts = new int[sorted.Length + 1];
        for (var place = 0; place < sorted.Length; place++)
        {
            var term = _terms[sorted[place]];
            placeOf[term] = place;
            starts[place + 1] = starts[place] + _postings[term].Rows.Count;
        }

        var (rows, impacts) = (new int[starts[^1]], new float[starts[^1]]);
        var (bests, masks) = (new byte[starts[^1]], new byte[starts[^1]]);
        for (var place = 0; place < sorted.Length; place++)
        {
            _postings[_terms[sorted[place]]].CopyTo(rows, impacts, bests, masks, starts[place]);
        }

        return new Segment
        {
            Items = items,
            Terms = TermList.Of(sorted),
            PostingStarts = starts,
            PostingRows = rows,
            Impacts = impacts,
            BestImpacts = bests,
            Masks = masks,
            Common = CommonTerms.Of(items.Length, starts, rows, impacts),
            NameStarts = nameStarts,
            NameTerms = [.. _names.Select(term => placeOf[term])],
            PurposeStarts = purposes,
            Facets = SegmentFacets.Of(items),
            Vectors = ContentBytes.Of(items, encoder),
        };
    }

    private void AddDocument(CatalogItem item, int row)
    {
        _texts.Read(item);
        _own.Clear();
        for (var field = 0; field < SearchSettings.Fields; field++)
        {
            AddField((SearchField)field);
        }

        foreach (var term in _own)
        {
            var weight = _weights[term];
            var best = (byte)MathF.Round(byte.MaxValue * _bests[term]);
            _postings[term].Add(row, weight / (settings.K1 + weight), best, _masks[term]);
            (_weights[term], _bests[term], _masks[term]) = (0, 0, 0);
        }
    }

    private static ushort PurposeOf(AnalyzedText name)
    {
        for (var i = 0; i < name.Terms.Count; i++)
        {
            if (name.Terms[i].Position > 0 && SmallWords.IsPurpose(name.TextOf(i)))
            {
                return (ushort)name.Terms[i].Position;
            }
        }

        return (ushort)name.Positions;
    }

    private void AddField(SearchField field)
    {
        var text = _texts[field];
        var lookup = _terms.GetAlternateLookup<ReadOnlySpan<char>>();
        var norm = 1 - settings.B + (settings.B * text.Positions / settings.Lengths[(int)field]);
        for (var i = 0; i < text.Terms.Count; i++)
        {
            // A posting without weight would find an item and not rank it; marks are looked up, not ranked.
            if (settings.Weights[(int)field] == 0 && !CodeTerms.IsMarked(text.TextOf(i)))
            {
                continue;
            }

            ref var term = ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, text.TextOf(i), out var known);
            if (!known)
            {
                term = _postings.Count;
                _postings.Add(new Postings());
                Grow();
            }

            if (_masks[term] == 0)
            {
                _own.Add(term);
            }

            _masks[term] |= (byte)(1 << (int)field);
            _weights[term] += settings.Weights[(int)field] / norm;
            if (_fieldWeights[term] == 0)
            {
                _ofField.Add(term);
            }

            _fieldWeights[term] += 1 / norm;
            if (field == SearchField.Name && !text.Terms[i].IsExtra)
            {
                _names.Add(term);
            }
        }

        foreach (var term in _ofField)
        {
            _bests[term] = Math.Max(_bests[term], _fieldWeights[term] / (settings.K1 + _fieldWeights[term]));
            _fieldWeights[term] = 0;
        }

        _ofField.Clear();
    }

    private void Grow()
    {
        if (_postings.Count > _weights.Length)
        {
            Array.Resize(ref _weights, Math.Max(1024, _weights.Length * 2));
            Array.Resize(ref _fieldWeights, _weights.Length);
            Array.Resize(ref _bests, _weights.Length);
            Array.Resize(ref _masks, _weights.Length);
        }
    }

    /// <summary>The postings of one term while they grow.</summary>
    private sealed class Postings
    {
        public List<int> Rows { get; } = new(2);

        private List<float> Impacts { get; } = new(2);

        private List<byte> Bests { get; } = new(2);

        private List<byte> Masks { get; } = new(2);

        public void Add(int row, float impact, byte best, byte mask)
        {
            Rows.Add(row);
            Impacts.Add(impact);
            Bests.Add(best);
            Masks.Add(mask);
        }

        public void CopyTo(int[] rows, float[] impacts, byte[] bests, byte[] masks, int at)
        {
            Rows.CopyTo(rows, at);
            Impacts.CopyTo(impacts, at);
            Bests.CopyTo(bests, at);
            Masks.CopyTo(masks, at);
        }
    }
}
