namespace StreamReco.Stages.Ports;

/// <summary>A user's state in its durable form.</summary>
/// <param name="UserId">The user.</param>
/// <param name="State">The bytes that <see cref="Models.Users.UserStateCodec"/> wrote.</param>
public readonly record struct StoredUser(string UserId, ReadOnlyMemory<byte> State);
