using StreamReco.Models.Features;
using StreamReco.Models.Onnx;

namespace StreamReco.Models.Scoring;

/// <summary>The memory of a model's own graph.</summary>
internal sealed class ScoreBuffers : IGraphMemory<ScoreRequest>
{
    private readonly FeatureLayout _layout;
    private readonly int _zeroRow;
    private readonly float[] _vectors;
    private readonly long[] _recentRows;
    private readonly float[] _recentWeights;
    private readonly IItemChoice _choice;

    /// <param name="layout">D, L and K.</param>
    /// <param name="zeroRow">N, the row that stands for no item.</param>
    /// <param name="rows">The largest batch.</param>
    /// <param name="choice">Who chooses the best items; null for the graph.</param>
    public ScoreBuffers(FeatureLayout layout, int zeroRow, int rows, IItemChoice? choice = null)
    {
        _layout = layout;
        _zeroRow = zeroRow;
        _vectors = GraphTensor.Pinned<float>(rows, layout.Dimensions);
        _recentRows = GraphTensor.Pinned<long>(rows, layout.RecentItems);
        _recentWeights = GraphTensor.Pinned<float>(rows, layout.RecentItems);
        _choice = choice ?? new ChoiceOfGraph(rows, layout.Candidates);
        Inputs =
        [
            GraphTensor.Of(GraphNames.UserVector, _vectors, layout.Dimensions),
            GraphTensor.Of(GraphNames.RecentItems, _recentRows, layout.RecentItems),
            GraphTensor.Of(GraphNames.RecentWeights, _recentWeights, layout.RecentItems),
        ];
    }

    public string Note => _choice.Note;

    public IReadOnlyList<GraphTensor> Inputs { get; }

    public IReadOnlyList<GraphTensor> Outputs => _choice.Outputs;

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

    public void Complete(IReadOnlyList<ScoreRequest> batch) => _choice.Complete(batch);

    public void Read(int row, ScoreRequest request)
    {
        request.CandidateCount = _layout.Candidates;
        _choice.Read(row, request);
    }

    public void Clear(ScoreRequest request) => request.CandidateCount = 0;
}
