namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>How often a rule rejected a record.</summary>
/// <param name="Reason">The class of the failure, for instance <c>invalid</c>.</param>
/// <param name="Field">The field at fault, list places as <c>*</c>; null when it is the whole record.</param>
/// <param name="Count">Times, since the node started; a record that breaks two rules counts at both.</param>
/// <param name="Lately">Times within the last quarter of an hour.</param>
public sealed record RejectedRule(string Reason, string? Field, long Count, long Lately);
