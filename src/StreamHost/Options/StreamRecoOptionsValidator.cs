using Microsoft.Extensions.Options;
using StreamReco.Stages;

namespace StreamReco.StreamHost.Options;

/// <summary>Checks all options at start; each message names key and value.</summary>
internal sealed class StreamRecoOptionsValidator : IValidateOptions<StreamRecoOptions>
{
    public ValidateOptionsResult Validate(string? name, StreamRecoOptions options)
    {
        List<string> faults =
        [
            .. KafkaOptionsValidator.Validate(options.Kafka),
            .. PipelineOptionsValidator.Validate(options.Pipeline),
        ];
        if (string.IsNullOrWhiteSpace(options.State.Connection))
        {
            faults.Add("State:Connection is empty; it must be an SQLite file or a PostgreSQL connection string.");
        }

        CheckPath(faults, "Model:Directory", options.Model.Directory);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckPath(List<string> faults, string key, string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.AsSpan().ContainsAny(Path.GetInvalidPathChars()))
        {
            faults.Add($"{key} is '{path}'; it must be the path of a folder.");
        }
    }
}
