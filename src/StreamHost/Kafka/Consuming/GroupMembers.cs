using Confluent.Kafka;

namespace StreamReco.StreamHost.Kafka.Consuming;

/// <summary>Reads who is a member of a group at the brokers; no node ever is.</summary>
/// <remarks>
/// By librdkafka's older call. Its newer ones end the process where a broker goes away at the wrong moment, seen with 2.16 in
/// the chaos run: the description of a group (confluentinc/librdkafka issue 4605, pull request 5397) and the list of groups.
/// </remarks>
internal static class GroupMembers
{
    /// <returns>Client and host of each member, in order; members by KIP-848 are not among them, whom only their commits show.</returns>
    /// <exception cref="KafkaException">The brokers did not answer, or do not permit it.</exception>
    public static IReadOnlyList<string> Read(IConsumer<byte[]?, byte[]?> client, string group, TimeSpan timeout)
    {
        using var admin = new DependentAdminClientBuilder(client.Handle).Build();
        return
        [
            .. (admin.ListGroup(group, timeout)?.Members ?? [])
                .Select(member => $"{member.ClientId} at {member.ClientHost.TrimStart('/')}").Order(StringComparer.Ordinal),
        ];
    }
}
