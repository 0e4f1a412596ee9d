using StreamReco.Models.Items;

namespace StreamReco.Models.Search.Indexing;

/// <summary>Makes one segment of several, without what is deleted: the same arrays as of a segment built at once.</summary>
internal static class SegmentMerger
{
    /// <summary>The merged segment.</summary>
    public static Segment Merge(IReadOnlyList<SegmentState> states)
    {
        var (items, origins, places) = Rows(states);
        var sources = states.Select((state, index) => new Source(state.Segment, places[index])).ToArray();
        var output = new Output();
        while (Next(sources) is { } first)
        {
            var term = first.Current;
            output.Begin(term);
            foreach (var source in sources)
            {
                if (source.IsAt(term))
                {
                    source.Take(output);
                }
            }

            output.End();
        }

        return Build(states, items, origins, sources, output);
    }

    private static (CatalogItem[] Items, (int State, int Row)[] Origins, int[][] Places) Rows(IReadOnlyList<SegmentState> states)
    {
        (int State, int Row)[] origins =
        [
            .. states.SelectMany((state, index) => Enumerable.Range(0, state.Segment.Rows)
                    .Where(row => !state.IsDead(row)).Select(row => (index, row)))
                .OrderBy(origin => states[origin.index].Segment.Items[origin.row].ItemId, StringComparer.Ordinal),
        ];
        var places = states.Select(state => Enumerable.Repeat(-1, state.Segment.Rows).ToArray()).ToArray();
        for (var row = 0; row < origins.Length; row++)
        {
            places[origins[row].State][origins[row].Row] = row;
        }

        return ([.. origins.Select(origin => states[origin.State].Segment.Items[origin.Row])], origins, places);
    }

    private static Segment Build(
        IReadOnlyList<SegmentState> states, CatalogItem[] items, (int State, int Row)[] origins, Source[] sources, Output output)
    {
        var nameStarts = new int[items.Length + 1];
        var names = new List<int>();
        var dimensions = states.Max(state => state.Segment.Rows == 0 ? 0 : state.Segment.Vectors.Length / state.Segment.Rows);
        var vectors = new sbyte[items.Length * dimensions];
        for (var row = 0; row < items.Length; row++)
        {
            var (state, old) = origins[row];
            var segment = states[state].Segment;
            foreach (var term in segment.NameOf(old))
            {
                names.Add(sources[state].TermPlaces[term]);
            }

            nameStarts[row + 1] = names.Count;
            segment.Vectors.AsSpan(old * dimensions, dimensions).CopyTo(vectors.AsSpan(row * dimensions));
        }

        int[] starts = [.. output.Starts];
        int[] rows = [.. output.Rows];
        float[] impacts = [.. output.Impacts];
        return new Segment
        {
            Items = items,
            Terms = TermList.Of(output.Terms),
            PostingStarts = starts,
            PostingRows = rows,
            Impacts = impacts,
            Common = CommonTerms.Of(items.Length, starts, rows, impacts),
            BestImpacts = [.. output.Bests],
            Masks = [.. output.Masks],
            NameStarts = nameStarts,
            NameTerms = [.. names],
            PurposeStarts = [.. origins.Select(origin => states[origin.State].Segment.PurposeStarts[origin.Row])],
            Facets = SegmentFacets.Of(items),
            Vectors = vectors,
        };
    }

    /// <summary>The source of the first term that is left; null where all are at their end.</summary>
    private static Source? Next(Source[] sources)
    {
        Source? first = null;
        foreach (var source in sources)
        {
            if (!source.AtEnd && (first is null || source.Current.SequenceCompareTo(first.Current) < 0))
            {
                first = source;
            }
        }

        return first;
    }

    /// <summary>A segment that is read term by term.</summary>
    private sealed class Source(Segment segment, int[] places)
    {
        public Segment Segment { get; } = segment;

        /// <summary>The term that comes next.</summary>
        public int Term { get; private set; }

        /// <summary>The place in the merged segment of each term that was read; -1 for one whose postings are all dead.</summary>
        public int[] TermPlaces { get; } = new int[segment.Terms.Count];

        public bool AtEnd => Term == Segment.Terms.Count;

        public ReadOnlySpan<char> Current => Segment.Terms[Term];

        public bool IsAt(ReadOnlySpan<char> term) => !AtEnd && Current.SequenceEqual(term);

        public void Take(Output output)
        {
            for (var at = Segment.PostingStarts[Term]; at < Segment.PostingStarts[Term + 1]; at++)
            {
                if (places[Segment.PostingRows[at]] is var row and >= 0)
                {
                    output.Add(row, Segment.Impacts[at], Segment.BestImpacts[at], Segment.Masks[at]);
                }
            }

            TermPlaces[Term++] = output.Terms.Count;
        }
    }

    /// <summary>The merged postings while they grow.</summary>
    private sealed class Output
    {
        private readonly List<(int Row, float Impact, byte Best, byte Mask)> _own = [];
        private string _term = "";

        public List<string> Terms { get; } = [];

        public List<int> Starts { get; } = [0];

        public List<int> Rows { get; } = [];

        public List<float> Impacts { get; } = [];

        public List<byte> Bests { get; } = [];

        public List<byte> Masks { get; } = [];

        public void Begin(ReadOnlySpan<char> term)
        {
            _term = term.ToString();
            _own.Clear();
        }

        public void Add(int row, float impact, byte best, byte mask) => _own.Add((row, impact, best, mask));

        /// <summary>Closes the term; one of dead documents alone is left out.</summary>
        public void End()
        {
            if (_own.Count == 0)
            {
                return;
            }

            _own.Sort((a, b) => a.Row.CompareTo(b.Row));
            foreach (var (row, impact, best, mask) in _own)
            {
                Rows.Add(row);
                Impacts.Add(impact);
                Bests.Add(best);
                Masks.Add(mask);
            }

            Terms.Add(_term);
            Starts.Add(Rows.Count);
        }
    }
}
