using StreamReco.Models.Encoder;
using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Cells;

namespace StreamReco.Models.Scoring;

/// <summary>The memory of an encoder's graph.</summary>
internal sealed class EncoderBuffers : IGraphMemory<EncoderRequest>
{
    /// <summary>Queries that are searched for in one pass over the items: more share no more of it.</summary>
    private const int SearchedMax = 32;

    private readonly int _recent;
    private readonly int _dimensions;
    private readonly int _zeroRow;
    private readonly long[] _rows;
    private readonly long[] _gaps;
    private readonly float[] _queries;
    private readonly BestItems? _best;
    private readonly EncoderItems? _items;
    private readonly LevelSearch? _search;
    private readonly LevelCellSearch? _cells;
    private readonly EncoderRequest?[] _searched = new EncoderRequest?[SearchedMax];

    /// <param name="encoder">L, D, N and K, and whether it knows time gaps.</param>
    /// <param name="rows">The largest batch.</param>
    /// <param name="items">The items, where the graph ends at the query; null where it chooses the best items itself.</param>
    public EncoderBuffers(EncoderModel encoder, int rows, EncoderItems? items = null)
    {
        (_recent, _dimensions, _zeroRow) = (encoder.Settings.RecentItems, encoder.Dimensions, encoder.Items);
        _rows = GraphTensor.Pinned<long>(rows, _recent);
        _gaps = GraphTensor.Pinned<long>(rows, _recent);
        _queries = GraphTensor.Pinned<float>(rows, _dimensions);
        var best = EncoderRequest.CandidatesOf(encoder);
        _items = items;
        _search = items?.Levels is { } levels ? new LevelSearch(levels, Math.Min(rows, SearchedMax), best) : null;
        _cells = items?.Cells?.Open(best);
        _best = items is null ? new BestItems(rows, best) : null;
        var recent = GraphTensor.Of(GraphNames.RecentItems, _rows, _recent);
        Inputs = encoder.Settings.UsesTimeGaps
            ? [recent, GraphTensor.Of(GraphNames.RecentGaps, _gaps, _recent)]
            : [recent];
        Outputs = [GraphTensor.Of(GraphNames.Query, _queries, _dimensions), .. _best?.Outputs ?? []];
    }

    public string Note => _items?.Cells is { } cells ? cells.Tuning.Say(cells.Cells) : "";

    public IReadOnlyList<GraphTensor> Inputs { get; }

    public IReadOnlyList<GraphTensor> Outputs { get; }

    public bool IsAsked(EncoderRequest request) => request.Count > 0;

    public void Write(int row, EncoderRequest request)
    {
        Blank(row);
        var rows = _rows.AsSpan(row * _recent, _recent);
        var gaps = _gaps.AsSpan(row * _recent, _recent);
        for (var l = 0; l < request.Count; l++)
        {
            (rows[l], gaps[l]) = (request.Rows[l], request.Gaps[l]);
        }
    }

    public void Blank(int row)
    {
        _rows.AsSpan(row * _recent, _recent).Fill(_zeroRow);
        _gaps.AsSpan(row * _recent, _recent).Clear();
    }

    public void Complete(IReadOnlyList<EncoderRequest> batch)
    {
        if (_cells is not null)
        {
            SearchCells(batch);
        }
        else if (_search is not null)
        {
            SearchAll(batch, _search);
        }
    }

    private void SearchAll(IReadOnlyList<EncoderRequest> batch, LevelSearch search)
    {
        var count = 0;
        for (var row = 0; row < batch.Count; row++)
        {
            if (!IsAsked(batch[row]))
            {
                continue;
            }

            search.Queries.Set(count, _queries.AsSpan(row * _dimensions, _dimensions));
            search.Begin(count, float.NegativeInfinity, slack: 0);
            _searched[count++] = batch[row];
            if (count == SearchedMax)
            {
                Search(count, search);
                count = 0;
            }
        }

        Search(count, search);
    }

    public void Read(int row, EncoderRequest request)
    {
        _queries.AsSpan(row * _dimensions, _dimensions).CopyTo(request.Query);
        _best?.Read(row, request.BestRows, request.BestScores);
    }

    public void Clear(EncoderRequest request)
    {
        // A request without items says so itself.
    }

    private void Search(int count, LevelSearch search)
    {
        search.Run(count);
        for (var i = 0; i < count; i++)
        {
            Fill(_searched[i]!, search.Found(i), search.Queries.Scales[i]);
            _searched[i] = null;
        }
    }

    /// <summary>Each query looks in cells of its own, so that a call of several shares nothing.</summary>
    private void SearchCells(IReadOnlyList<EncoderRequest> batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            if (IsAsked(batch[row]))
            {
                var keys = _cells!.Find(_queries.AsSpan(row * _dimensions, _dimensions), _items!.Cells!.Tuning.Cells);
                Fill(batch[row], keys, _cells.Scale);
            }
        }
    }

    /// <summary>Fills the best items of a request, ties by rising row.</summary>
    private void Fill(EncoderRequest request, Span<ulong> keys, float scale)
    {
        var found = ScoredRow.Order(keys, request.BestRows.Length);
        for (var place = 0; place < found; place++)
        {
            var score = ScoredRow.ScoreOf(keys[place]) * scale * _items!.Sharpness;
            BestItems.Insert(request.BestRows, request.BestScores, place, ScoredRow.RowOf(keys[place]), score);
        }
    }
}
