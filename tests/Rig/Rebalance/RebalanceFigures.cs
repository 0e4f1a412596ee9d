namespace StreamReco.Rig.Rebalance;

/// <summary>What one step cost, in seconds.</summary>
/// <param name="Step">What happened.</param>
/// <param name="Moved">Partitions that lay at the node concerned, or came to it.</param>
/// <param name="AnswersAgain">From the step to the end of the longest silence of a moved partition: the worst of them.</param>
/// <param name="MovedSilence">The longest silence of a moved partition.</param>
/// <param name="OthersSilence">The longest silence of any other partition from the step on.</param>
/// <param name="UsualSilence">The longest silence of any partition in as long a time before the step.</param>
/// <param name="OthersMoves">How often the group gave the other nodes a partition or took one.</param>
internal sealed record RebalanceFigures(
    RebalanceStep Step, int Moved, double AnswersAgain, double MovedSilence, double OthersSilence,
    double UsualSilence, int OthersMoves);
