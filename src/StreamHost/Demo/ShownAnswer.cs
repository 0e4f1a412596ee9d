namespace StreamReco.StreamHost.Demo;

/// <summary>An answer in plain words.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Items">Its best items, each with its reason in words.</param>
internal sealed record ShownAnswer(string UserId, IReadOnlyList<ShownItem> Items);

/// <summary>One recommended item in plain words.</summary>
internal sealed record ShownItem(string Name, string Reason);
