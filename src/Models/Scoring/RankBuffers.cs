using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Scoring;

/// <summary>The memory of a ranker's graph.</summary>
internal sealed class RankBuffers : IGraphMemory<RankRequest>
{
    private readonly int _candidates;
    private readonly int _width;
    private readonly float[] _features;
    private readonly long[] _classes;
    private readonly float[] _mask;
    private readonly float[] _scores;

    /// <param name="layout">C and F.</param>
    /// <param name="rows">The largest batch.</param>
    public RankBuffers(RankLayout layout, int rows)
    {
        (_candidates, _width) = (layout.Candidates, layout.Features.Count);
        _features = GraphTensor.Pinned<float>(rows, _candidates * _width);
        _classes = GraphTensor.Pinned<long>(rows, 1);
        _mask = GraphTensor.Pinned<float>(rows, _candidates);
        _scores = GraphTensor.Pinned<float>(rows, _candidates);
        Inputs =
        [
            GraphTensor.Of(GraphNames.CandidateFeatures, _features, _candidates, _width),
            GraphTensor.Of(GraphNames.LengthClass, _classes),
            GraphTensor.Of(GraphNames.CandidateMask, _mask, _candidates),
        ];
        Outputs = [GraphTensor.Of(GraphNames.CandidateScores, _scores, _candidates)];
    }

    public IReadOnlyList<GraphTensor> Inputs { get; }

    public IReadOnlyList<GraphTensor> Outputs { get; }

    public bool IsAsked(RankRequest request) => request.Count > 0;

    public void Write(int row, RankRequest request)
    {
        var features = _features.AsSpan(row * _candidates * _width, _candidates * _width);
        request.Features.AsSpan(0, request.Count * _width).CopyTo(features);
        features[(request.Count * _width)..].Clear();
        var mask = _mask.AsSpan(row * _candidates, _candidates);
        mask[..request.Count].Fill(1);
        mask[request.Count..].Clear();
        _classes[row] = request.LengthClass;
    }

    public void Blank(int row)
    {
        _features.AsSpan(row * _candidates * _width, _candidates * _width).Clear();
        _mask.AsSpan(row * _candidates, _candidates).Clear();
        _classes[row] = 0;
    }

    public void Read(int row, RankRequest request) =>
        _scores.AsSpan(row * _candidates, request.Count).CopyTo(request.Scores);

    public void Clear(RankRequest request)
    {
        // A request without candidates has no scores.
    }
}
