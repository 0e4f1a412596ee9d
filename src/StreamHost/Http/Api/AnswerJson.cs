using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>An answer to a user.</summary>
/// <param name="User">The user as asked for.</param>
/// <param name="Partition">The user's partition; null while unknown.</param>
/// <param name="Reply">The answer.</param>
internal sealed record UserAnswer(string User, int? Partition, RecommendReply Reply);

/// <summary>Writes answers as JSON; the recommendations go out with the bytes that their owners wrote.</summary>
internal static class AnswerJson
{
    private const string Json = "application/json";
    private const int BytesGuess = 4_096;

    /// <summary>One answer.</summary>
    public static IResult One(UserAnswer answer) => Write(writer => Write(writer, answer));

    /// <summary>Several, in their order.</summary>
    public static IResult Several(IReadOnlyList<UserAnswer> answers) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("answers");
        foreach (var answer in answers)
        {
            Write(writer, answer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>The answer where no owner answered: what is popular.</summary>
    public static RecommendReply ColdReply(this RecommenderNode node, string stateId, string why, RecommendationPage page)
    {
        var answer = node.FallbackRecommender.Make(stateId, why, page);
        return new RecommendReply(node.Name, answer.IsKnown, answer.Basis, answer.Fallback, answer.Recommendation.ToArray());
    }

    private static Written Write(Action<Utf8JsonWriter> write) => new(write);

    private static void Write(Utf8JsonWriter writer, UserAnswer answer)
    {
        var reply = answer.Reply;
        writer.WriteStartObject();
        writer.WriteString("user_id", answer.User);
        writer.WriteBoolean("known", reply.IsKnown);
        writer.WriteString("basis", reply.Basis);
        writer.WriteStartArray("fallback");
        foreach (var step in reply.Fallback)
        {
            writer.WriteStringValue(step);
        }

        writer.WriteEndArray();
        writer.WriteString("served_by", reply.ServedBy);
        writer.WritePropertyName("partition");
        if (answer.Partition is { } known)
        {
            writer.WriteNumberValue(known);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WritePropertyName("recommendation");
        writer.WriteRawValue(reply.Recommendation, skipInputValidation: true);
        writer.WriteEndObject();
    }

    /// <summary>Writes JSON by memory that the thread keeps, and says how long it is.</summary>
    private sealed class Written(Action<Utf8JsonWriter> write) : IResult
    {
        /// <summary>A larger answer's memory is not kept.</summary>
        private const int KeptBytesMax = 64 * 1_024;

        [ThreadStatic]
        private static ArrayBufferWriter<byte>? _kept;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            Copy(httpContext.Response);
            await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        }

        private void Copy(HttpResponse response)
        {
            var output = _kept ?? new ArrayBufferWriter<byte>(BytesGuess);
            _kept = null;
            output.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = HttpJson.Options.Encoder }))
            {
                write(writer);
            }

            response.ContentType = Json;
            response.ContentLength = output.WrittenCount;
            response.BodyWriter.Write(output.WrittenSpan);
            _kept = output.Capacity <= KeptBytesMax ? output : null;
        }
    }
}
