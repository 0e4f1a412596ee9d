using StreamReco.Models.Retrieval.Cells;

namespace StreamReco.Models.Scoring;

/// <summary>The graph ends at the query; the best items are looked for in the cells that it points to.</summary>
internal sealed class ChoiceByCells : IItemChoice
{
    private readonly int _dimensions;
    private readonly int _cells;
    private readonly float[] _queries;
    private readonly PanelCellSearch _search;

    /// <param name="rows">The largest batch.</param>
    /// <param name="items">The items of the graph, in cells.</param>
    /// <param name="candidates">K.</param>
    public ChoiceByCells(int rows, ScoredItems items, int candidates)
    {
        (_dimensions, _cells) = (items.Dimensions, items.Cells!.Tuning.Cells);
        Note = items.Cells.Tuning.Say(items.Cells.Cells);
        _queries = GraphTensor.Pinned<float>(rows, _dimensions);
        _search = items.Cells.Open(candidates);
        Outputs = [GraphTensor.Of(items.Query, _queries, _dimensions)];
    }

    public string Note { get; }

    public IReadOnlyList<GraphTensor> Outputs { get; }

    public void Read(int row, ScoreRequest request)
    {
        var found = _search.Find(_queries.AsSpan(row * _dimensions, _dimensions), _cells);
        ChoiceByScore.Fill(request, found);
        request.CandidateCount = found.Length;
    }
}
