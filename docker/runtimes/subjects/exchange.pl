# Perl's HTTP::Tiny.
use strict;
use warnings;
use HTTP::Tiny;
$| = 1;
while (my $line = <STDIN>) {
    my ($method, $port, $size) = split ' ', $line;
    my $client = HTTP::Tiny->new(timeout => 10);
    my %options = $size ? (content => 'x' x $size) : ();
    my $response = $client->request(uc $method, "http://127.0.0.1:$port/", \%options);
    my $content = $response->{content};
    $content =~ s/\s+/ /g;
    # 599 is HTTP::Tiny's own: there was no answer.
    if ($response->{status} != 599) { print "$response->{status} ", length $response->{content}, "\n" }
    else { print $content =~ /reset by peer/i ? 'ECONNRESET' : $content =~ /broken pipe/i ? 'EPIPE' : 'error', "\t$content\n" }
}
