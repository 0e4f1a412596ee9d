namespace StreamReco.StreamHost.Replay;

/// <summary>How arms and sums of an experiment compare with what the nodes said, as <c>experiments verify</c> writes it.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Equal">Answers of the topic with the arm and the propensity that the log gives.</param>
/// <param name="Different">Answers with others.</param>
/// <param name="Extra">Answers of an arm where the log gives none.</param>
/// <param name="Missing">Answers of an arm by the log that the topic has not got, before its last one: it may not hold them any more.</param>
/// <param name="Partitions">Partitions whose sums were compared with those of their owners; 0 where no node was asked.</param>
/// <param name="DifferentSums">Those whose sums differ.</param>
/// <param name="First">The first difference in words; null for none.</param>
/// <param name="Notes">What a reader must know, a sentence each.</param>
internal sealed record ExperimentParity(
    string Experiment, long Equal, long Different, long Extra, long Missing, int Partitions, int DifferentSums, string? First,
    IReadOnlyList<string> Notes)
{
    /// <summary>Whether nothing differs.</summary>
    public bool IsFull => Different + Extra + DifferentSums == 0;
}
