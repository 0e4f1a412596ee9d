namespace StreamReco.StreamHost.Serving;

/// <summary>What the trial of a model showed.</summary>
/// <param name="Queries">Histories that it answered.</param>
/// <param name="Agreement">Share of its answers' items that <paramref name="ComparedWith"/> recommends for the same histories, 0 to 1; null without another.</param>
/// <param name="ComparedWith">Version of the model whose answers were compared: that of the settings; null without another.</param>
/// <param name="Milliseconds">What load, warm-up and trial took.</param>
public sealed record ModelCheck(int Queries, double? Agreement, string? ComparedWith, double Milliseconds);
