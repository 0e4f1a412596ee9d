namespace StreamReco.StreamHost.Http.Admin;

/// <summary>A model as one node sees it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Version">Names the model.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Created">When it was trained.</param>
/// <param name="Items">Items that it knows.</param>
/// <param name="Folder">Where it lies at the node.</param>
/// <param name="IsBase">Whether the node's settings name it.</param>
/// <param name="IsLoaded">Whether it is in memory and warm.</param>
/// <param name="Problem">Why it cannot be used, or null.</param>
/// <param name="Agreement">Share of its trial's items that the model of the settings recommends too; null before a trial.</param>
/// <param name="Metrics">Offline metrics by name.</param>
/// <param name="Partitions">Partitions of the node for which it answers.</param>
internal sealed record ModelAnswer(
    string Node, string Version, string? Name, DateTimeOffset? Created, int? Items, string Folder, bool IsBase, bool IsLoaded,
    string? Problem, double? Agreement, IReadOnlyDictionary<string, double>? Metrics, IReadOnlyList<int> Partitions);

/// <summary>A change of model that is recorded in the log; every node makes it when a shard comes to its offset.</summary>
/// <param name="Version">What will answer.</param>
/// <param name="Previous">What answered before.</param>
/// <param name="InUse">Whether it answered for a partition of the node already.</param>
/// <param name="Queries">Histories of the trial; 0 where the model was in memory and needed none.</param>
/// <param name="Agreement">Share of the items that it recommended in its trial, and that the model it was compared with recommends, too.</param>
/// <param name="ComparedWith">Version of the model that it was compared with: the one of the settings.</param>
/// <param name="Partitions">Partitions in whose log the change stands.</param>
internal sealed record ModelChangeAnswer(
    string Version, string? Previous, bool InUse, int Queries, double? Agreement, string? ComparedWith, IReadOnlyList<int> Partitions);
