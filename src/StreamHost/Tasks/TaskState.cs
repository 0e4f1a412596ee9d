namespace StreamReco.StreamHost.Tasks;

/// <summary>Something that takes its time, as of now.</summary>
/// <param name="Kind">What is done, for instance <c>snapshot</c> or <c>training</c>.</param>
/// <param name="Of">What it is about.</param>
/// <param name="Detail">The step that it is in; empty where it has none.</param>
/// <param name="Done">Work done.</param>
/// <param name="Total">Work in all, in the same unit; 0 while nobody knows.</param>
/// <param name="Unit">The unit.</param>
/// <param name="EtaSeconds">How long it still takes at the rate so far; null while nobody knows.</param>
/// <param name="StartedAt">When it began.</param>
internal sealed record TaskState(
    string Kind, string Of, string Detail, double Done, double Total, string Unit, double? EtaSeconds, DateTimeOffset StartedAt);
