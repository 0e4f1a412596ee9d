using System.Buffers;
using System.Globalization;
using StreamReco.Stages.Answers.Rules;

namespace StreamReco.Stages.Answers;

/// <summary>Writes what the rules did to an answer as a JSON array: rule, effect, number of items. Not thread-safe.</summary>
internal sealed class RulesJson(RerankRules rules)
{
    private const int NumberBytesMax = 16;

    private readonly byte[][] _words = RuleWords.OfAnswers(rules);
    private readonly ArrayBufferWriter<byte> _output = new(512);

    /// <returns>The array's bytes; valid until the next call.</returns>
    public ReadOnlySpan<byte> Write(RuleTrace trace)
    {
        _output.ResetWrittenCount();
        _output.Write("["u8);
        for (var rule = 0; rule < rules.Count; rule++)
        {
            for (var effect = RuleEffect.LeftOut; effect <= RuleEffect.Broken; effect++)
            {
                if (trace[rule, effect] is var items and > 0)
                {
                    WriteOne(_words[(rule * RuleTrace.Effects) + (int)effect], items);
                }
            }
        }

        _output.Write("]"u8);
        return _output.WrittenSpan;
    }

    private void WriteOne(byte[] word, int items)
    {
        _output.Write(_output.WrittenCount == 1 ? ""u8 : ","u8);
        _output.Write(word);
        items.TryFormat(_output.GetSpan(NumberBytesMax), out var length, default, CultureInfo.InvariantCulture);
        _output.Advance(length);
        _output.Write("}"u8);
    }
}
