using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamReco.StreamHost.Kafka.Consuming;

/// <summary>Reads who is a member of a group at the brokers; no node ever is.</summary>
/// <remarks>
/// Not by a description of the group, which librdkafka 2.16 asks of the group's coordinator: if the connection breaks at
/// that moment, the library ends the process (confluentinc/librdkafka issue 4605, pull request 5397). The list of groups is
/// asked of all brokers.
/// </remarks>
internal static class GroupMembers
{
    private static readonly ConsumerGroupState[] _withMembers =
        [ConsumerGroupState.Stable, ConsumerGroupState.PreparingRebalance, ConsumerGroupState.CompletingRebalance];

    /// <returns>Client and host of each member, in order; one entry that says so where the brokers do not name them.</returns>
    /// <exception cref="KafkaException">The brokers did not answer, or do not permit it.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(
        IConsumer<byte[]?, byte[]?> client, string group, TimeSpan timeout)
    {
        using var admin = new DependentAdminClientBuilder(client.Handle).Build();
        return await IsListedAsync(admin, group, timeout) ? await Task.Run(() => Names(admin, group, timeout)) : [];
    }

    private static async Task<bool> IsListedAsync(IAdminClient admin, string group, TimeSpan timeout)
    {
        try
        {
            var found = await admin.ListConsumerGroupsAsync(
                new ListConsumerGroupsOptions { MatchStates = _withMembers, RequestTimeout = timeout });
            return found.Valid.Exists(listing => listing.GroupId == group);
        }
        catch (ListConsumerGroupsException e)
        {
            return e.Results.Valid.Exists(listing => listing.GroupId == group); // Some of the brokers are away.
        }
    }

    /// <summary>The members by name, which the brokers know of groups of the classic protocol.</summary>
    private static IReadOnlyList<string> Names(IAdminClient admin, string group, TimeSpan timeout)
    {
        string[] names =
        [
            .. (admin.ListGroup(group, timeout)?.Members ?? [])
                .Select(member => $"{member.ClientId} at {member.ClientHost.TrimStart('/')}").Order(StringComparer.Ordinal),
        ];
        return names.Length > 0 ? names : ["consumers that the brokers do not name"];
    }
}
