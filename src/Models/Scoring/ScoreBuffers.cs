using StreamReco.Models.Features;
using StreamReco.Models.Onnx;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Scoring;

/// <summary>The memory of a model's own graph.</summary>
internal sealed class ScoreBuffers : IGraphMemory<ScoreRequest>
{
    private readonly FeatureLayout _layout;
    private readonly int _zeroRow;
    private readonly float[] _vectors;
    private readonly long[] _recentRows;
    private readonly float[] _recentWeights;
    private readonly BestItems? _best;
    private readonly BestRange _range;
    private readonly float[] _scores = [];

    /// <param name="layout">D, L and K.</param>
    /// <param name="zeroRow">N, the row that stands for no item.</param>
    /// <param name="rows">The largest batch.</param>
    /// <param name="isCut">Whether the graph ends at the scores of all items; else it chooses the best itself.</param>
    public ScoreBuffers(FeatureLayout layout, int zeroRow, int rows, bool isCut = false)
    {
        _layout = layout;
        _zeroRow = zeroRow;
        _vectors = GraphTensor.Pinned<float>(rows, layout.Dimensions);
        _recentRows = GraphTensor.Pinned<long>(rows, layout.RecentItems);
        _recentWeights = GraphTensor.Pinned<float>(rows, layout.RecentItems);
        _range = new BestRange(layout.Candidates);
        if (isCut)
        {
            _scores = GraphTensor.Pinned<float>(rows, zeroRow);
        }
        else
        {
            _best = new BestItems(rows, layout.Candidates);
        }

        Inputs =
        [
            GraphTensor.Of(GraphNames.UserVector, _vectors, layout.Dimensions),
            GraphTensor.Of(GraphNames.RecentItems, _recentRows, layout.RecentItems),
            GraphTensor.Of(GraphNames.RecentWeights, _recentWeights, layout.RecentItems),
        ];
        Outputs = _best?.Outputs ?? [GraphTensor.Of(GraphNames.AllScores, _scores, zeroRow)];
    }

    public IReadOnlyList<GraphTensor> Inputs { get; }

    public IReadOnlyList<GraphTensor> Outputs { get; }

    public bool IsAsked(ScoreRequest request) => request.HasFeatures;

    public void Write(int row, ScoreRequest request)
    {
        request.UserVector.CopyTo(_vectors, row * _layout.Dimensions);
        request.RecentWeights.CopyTo(_recentWeights, row * _layout.RecentItems);
        var rows = _recentRows.AsSpan(row * _layout.RecentItems, _layout.RecentItems);
        for (var l = 0; l < rows.Length; l++)
        {
            rows[l] = request.RecentRows[l];
        }
    }

    public void Blank(int row)
    {
        _vectors.AsSpan(row * _layout.Dimensions, _layout.Dimensions).Clear();
        _recentWeights.AsSpan(row * _layout.RecentItems, _layout.RecentItems).Clear();
        _recentRows.AsSpan(row * _layout.RecentItems, _layout.RecentItems).Fill(_zeroRow);
    }

    public void Read(int row, ScoreRequest request)
    {
        request.CandidateCount = _layout.Candidates;
        if (_best is not null)
        {
            _best.Read(row, request.CandidateRows, request.CandidateScores);
            return;
        }

        _range.Begin(float.NegativeInfinity, slack: 0);
        _range.Take(_scores.AsSpan(row * _zeroRow, _zeroRow), first: 0);
        _range.Thin([]);
        var keys = _range.Keys();
        var found = ScoredRow.Order(keys, _layout.Candidates);
        for (var place = 0; place < found; place++)
        {
            request.CandidateRows[place] = ScoredRow.RowOf(keys[place]);
            request.CandidateScores[place] = ScoredRow.ScoreOf(keys[place]);
        }

        AddNumberless(row, request, found);
    }

    /// <summary>Items whose scores are no numbers come last, so that whoever tries a model sees them.</summary>
    private void AddNumberless(int row, ScoreRequest request, int found)
    {
        for (var item = 0; found < _layout.Candidates && item < _zeroRow; item++)
        {
            if (!(_scores[(row * _zeroRow) + item] > float.NegativeInfinity))
            {
                request.CandidateRows[found] = item;
                request.CandidateScores[found++] = _scores[(row * _zeroRow) + item];
            }
        }
    }

    public void Clear(ScoreRequest request) => request.CandidateCount = 0;
}
