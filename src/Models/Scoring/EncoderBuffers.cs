using StreamReco.Models.Encoder;
using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Scoring;

/// <summary>The memory of an encoder's graph.</summary>
internal sealed class EncoderBuffers : IGraphMemory<EncoderRequest>
{
    private readonly int _recent;
    private readonly int _dimensions;
    private readonly int _zeroRow;
    private readonly long[] _rows;
    private readonly long[] _gaps;
    private readonly float[] _queries;
    private readonly BestItems _best;

    /// <param name="encoder">L, D, N and K, and whether it knows time gaps.</param>
    /// <param name="rows">The largest batch.</param>
    public EncoderBuffers(EncoderModel encoder, int rows)
    {
        (_recent, _dimensions, _zeroRow) = (encoder.Settings.RecentItems, encoder.Dimensions, encoder.Items);
        _rows = GraphTensor.Pinned<long>(rows, _recent);
        _gaps = GraphTensor.Pinned<long>(rows, _recent);
        _queries = GraphTensor.Pinned<float>(rows, _dimensions);
        _best = new BestItems(rows, EncoderRequest.CandidatesOf(encoder));
        var items = GraphTensor.Of(GraphNames.RecentItems, _rows, _recent);
        Inputs = encoder.Settings.UsesTimeGaps
            ? [items, GraphTensor.Of(GraphNames.RecentGaps, _gaps, _recent)]
            : [items];
        Outputs = [GraphTensor.Of(GraphNames.Query, _queries, _dimensions), .. _best.Outputs];
    }

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

    public void Read(int row, EncoderRequest request)
    {
        _queries.AsSpan(row * _dimensions, _dimensions).CopyTo(request.Query);
        _best.Read(row, request.BestRows, request.BestScores);
    }

    public void Clear(EncoderRequest request)
    {
        // A request without items says so itself.
    }
}
