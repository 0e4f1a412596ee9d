using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamReco.StreamHost.Kafka.Topics;

/// <summary>Reads the id of a topic, by which one that was made again is known from the one before.</summary>
internal static class TopicIdentity
{
    /// <returns>The id as Kafka's tools print it; empty where the brokers do not know ids, or do not say them.</returns>
    /// <exception cref="KafkaException">The brokers did not answer, or do not have the topic.</exception>
    public static string Read(IConsumer<byte[]?, byte[]?> client, string topic, TimeSpan timeout)
    {
        using var admin = new DependentAdminClientBuilder(client.Handle).Build();
        try
        {
            var described = admin.DescribeTopicsAsync(
                TopicCollection.OfTopicNames([topic]), new DescribeTopicsOptions { RequestTimeout = timeout })
                .GetAwaiter().GetResult().TopicDescriptions[0];
            return described.TopicId is { } id && (id.MostSignificantBits != 0 || id.LeastSignificantBits != 0)
                ? id.ToString() : "";
        }
        catch (DescribeTopicsException e)
        {
            var error = e.Results.TopicDescriptions[0].Error;
            return IsSilence(error) ? "" : throw new KafkaException(error, e);
        }
        catch (KafkaException e) when (IsSilence(e.Error))
        {
            return "";
        }
    }

    private static bool IsSilence(Error error) => error.Code is ErrorCode.Local_UnsupportedFeature
        or ErrorCode.UnsupportedVersion or ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed;
}
