using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamReco.StreamHost.Kafka.Consuming;

/// <summary>Reads who is a member of a group at the brokers; no node ever is.</summary>
internal static class GroupMembers
{
    /// <returns>Client and host of each member, in order.</returns>
    /// <exception cref="KafkaException">The brokers did not answer, or do not permit it.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(
        IConsumer<byte[]?, byte[]?> client, string group, TimeSpan timeout)
    {
        using var admin = new DependentAdminClientBuilder(client.Handle).Build();
        var found = await admin.DescribeConsumerGroupsAsync(
            [group], new DescribeConsumerGroupsOptions { RequestTimeout = timeout });
        return
        [
            .. found.ConsumerGroupDescriptions.SelectMany(description => description.Members)
                .Select(member => $"{member.ClientId} at {member.Host.TrimStart('/')}").Order(StringComparer.Ordinal),
        ];
    }
}
