using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Retrieval;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Users;

namespace StreamReco.StreamHost.Persons;

/// <summary>What the state database holds of a user, as of the newest snapshot of each partition.</summary>
internal static class StoredPerson
{
    private const string By = "state database";

    /// <summary>Reads every shard of the group.</summary>
    /// <param name="store">The store; not written to.</param>
    /// <param name="options">The group, and the settings of the states.</param>
    /// <param name="codec">Reads the user's state.</param>
    /// <param name="stateId">The user, as the state knows them.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="InvalidDataException">A state cannot be read.</exception>
    public static async Task<IReadOnlyList<HeldByShard>> ReadAsync(
        IShardStore store, StreamRecoOptions options, UserStateCodec codec, string stateId, CancellationToken cancel)
    {
        var held = new List<HeldByShard>();
        foreach (var shard in await store.ListShardsAsync(cancel))
        {
            if (shard.Pipeline == options.Kafka.Group && await store.LoadAsync(shard, cancel) is { } snapshot)
            {
                var users = await store.LoadUsersAsync(shard, [stateId], cancel);
                var state = ShardState.FromBytes(snapshot.State.Span, options.Pipeline.Window);
                held.Add(new HeldByShard(
                    shard.Topic, shard.Partition, By,
                    HeldPerson.Write(stateId, PartsOf(state, users.Count > 0 ? codec.Read(users[0].State.Span) : null, options, stateId))));
            }
        }

        return held;
    }

    /// <summary>Those of the active model first, then what models of arms alone keep.</summary>
    private static IReadOnlyList<KeptClick> LiveClicksOf(ShardState state, string stateId, StreamRecoOptions options)
    {
        var own = RetrieveStage.ClicksOf(state.Live, stateId, options.Pipeline.Score);
        return [.. own, .. state.ArmLive.Values.SelectMany(live => RetrieveStage.ClicksOf(live, stateId, options.Pipeline.Score)).Distinct().Except(own)];
    }

    private static HeldParts PartsOf(ShardState state, UserState? user, StreamRecoOptions options, string stateId) => new(
        user, state.Searches, state.Experiments.Ledger,
        LiveClicksOf(state, stateId, options),
        state.Pending.TryGet(stateId, out var waiting) ? [waiting] : [],
        Pseudonymizer.OpenForErasures(options.Pipeline.Privacy) is { } hashes ? state.Erased.Find(hashes.Of(stateId)) : null,
        state.Consent is { } consent && consent.Find(consent.KeyOf(stateId)) is { Said.IsEmpty: false } mark ? mark : null, [], [])
    {
        Bot = state.Bots is { } bots && bots.Listed.TryGetValue(stateId, out var bot) ? bot : null,
    };
}
