namespace StreamReco.StreamHost.Serving;

/// <summary>What the trial of a model showed.</summary>
/// <param name="Queries">Histories that it answered.</param>
/// <param name="Agreement">Share of its answers' items that the model in use recommends too, 0 to 1; null without another.</param>
/// <param name="Milliseconds">What load, warm-up and trial took.</param>
public sealed record ModelCheck(int Queries, double? Agreement, double Milliseconds);
