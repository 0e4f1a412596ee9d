namespace StreamReco.Models.Retrieval;

/// <summary>One way of finding items: neighbours, rules, a linear model, popularity, content.</summary>
public interface ICandidateSource
{
    /// <summary>Names the source in reasons, figures and settings, for instance <c>knn</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Adds a score above 0 for each item that the source would recommend; <paramref name="scores"/> comes cleared.
    /// Equal queries on equal sources give the same bits.
    /// </summary>
    void Score(in SessionQuery query, ScoreTable scores);

    /// <summary>
    /// Places in <see cref="SessionQuery.Rows"/> of the clicks that speak most for item <paramref name="row"/>, the
    /// strongest first.
    /// </summary>
    /// <returns>How many were written to <paramref name="places"/>; 0 where no click speaks for it.</returns>
    int Explain(in SessionQuery query, int row, Span<int> places);
}
