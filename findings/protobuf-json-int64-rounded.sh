#!/usr/bin/env bash
# The JSON parser of Google.Protobuf rounds an int64 beyond 2^53 that is written as a number, and keeps the same digits as a text.
#
# Seen with Google.Protobuf 3.36.2 on .NET 10:
# The same ids are read into an int64 field, once as a JSON number and once as a JSON text. The text is kept. The number goes through a
# double: 9007199254740993 becomes 9007199254740992, the id of another user, and nothing is reported. The parser does check that a
# number is an integer (1.5 is refused), but it checks after the rounding. The greatest int64 and the greatest uint64 are refused as
# numbers, because the double lies above them.
# Expected: ProtoJSON accepts numbers and texts for 64-bit integers, and the value is the one that is written.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Google.Protobuf=3.36.2

cat >Program.cs <<'CS'
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

foreach (var id in (string[])["9007199254740991", "9007199254740993", "1234567890123456789", "9223372036854775807", "1.5"])
{
    Console.WriteLine($"int64 {id}: as a text {Read(Int64Value.Parser, $"\"{id}\"")}, as a number {Read(Int64Value.Parser, id)}");
}

Console.WriteLine($"uint64 18446744073709551615: as a text {Read(UInt64Value.Parser, "\"18446744073709551615\"")}, "
    + $"as a number {Read(UInt64Value.Parser, "18446744073709551615")}");

static string Read<T>(MessageParser<T> parser, string json)
    where T : IMessage<T>
{
    try
    {
        return parser.ParseJson(json).Descriptor.Fields[1].Accessor.GetValue(parser.ParseJson(json)).ToString()!;
    }
    catch (InvalidProtocolBufferException)
    {
        return "refused";
    }
}
CS

cat >expected <<'TEXT'
int64 9007199254740991: as a text 9007199254740991, as a number 9007199254740991
int64 9007199254740993: as a text 9007199254740993, as a number 9007199254740992
int64 1234567890123456789: as a text 1234567890123456789, as a number 1234567890123456768
int64 9223372036854775807: as a text 9223372036854775807, as a number refused
int64 1.5: as a text refused, as a number refused
uint64 18446744073709551615: as a text 18446744073709551615, as a number refused
TEXT

compare
