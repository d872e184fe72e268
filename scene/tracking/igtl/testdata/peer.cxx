// The C++ library's end of the conversation, for the test: "send" serves known
// messages, "receive" prints what it understands of what
// it gets. Numbers are printed so that they come back as they are.
#include <cstdio>
#include <cstring>
#include <string>
#include <igtlClientSocket.h>
#include <igtlMessageHeader.h>
#include <igtlPositionMessage.h>
#include <igtlQuaternionTrackingDataMessage.h>
#include <igtlServerSocket.h>
#include <igtlStatusMessage.h>
#include <igtlStringMessage.h>
#include <igtlTrackingDataMessage.h>
#include <igtlTransformMessage.h>

static igtl::Matrix4x4 matrix = {{0, -1, 0, 1.5f}, {1, 0, 0, -2.25f}, {0, 0, 1, 1e-3f}, {0, 0, 0, 1}};

template <class M> static void send(igtl::ClientSocket::Pointer s, M m) {
  igtl::TimeStamp::Pointer t = igtl::TimeStamp::New();
  t->SetTime(1795000000u, 500000000u);
  m->SetDeviceName("Probe");
  m->SetTimeStamp(t);
  m->Pack();
  s->Send(m->GetPackPointer(), m->GetPackSize());
}

static int sendAll(int port) {
  igtl::ServerSocket::Pointer server = igtl::ServerSocket::New();
  if (server->CreateServer(port) < 0) return 1;
  printf("ready %d\n", server->GetServerPort());
  fflush(stdout);
  igtl::ClientSocket::Pointer s = server->WaitForConnection(10000);
  if (s.IsNull()) return 2;
  igtl::TransformMessage::Pointer t = igtl::TransformMessage::New();
  t->SetMatrix(matrix);
  send(s, t);
  igtl::TrackingDataMessage::Pointer d = igtl::TrackingDataMessage::New();
  igtl::TrackingDataElement::Pointer e = igtl::TrackingDataElement::New();
  e->SetName("Stylus");
  e->SetType(igtl::TrackingDataElement::TYPE_6D);
  e->SetMatrix(matrix);
  d->AddTrackingDataElement(e);
  send(s, d);
  igtl::QuaternionTrackingDataMessage::Pointer q = igtl::QuaternionTrackingDataMessage::New();
  igtl::QuaternionTrackingDataElement::Pointer f = igtl::QuaternionTrackingDataElement::New();
  f->SetName("Stylus");
  f->SetType(igtl::QuaternionTrackingDataElement::TYPE_6D);
  f->SetPosition(1.5f, -2.25f, 1e-3f);
  f->SetQuaternion(0.5f, -0.5f, 0.5f, -0.5f);
  q->AddQuaternionTrackingDataElement(f);
  send(s, q);
  igtl::PositionMessage::Pointer p = igtl::PositionMessage::New();
  p->SetPosition(1.5f, -2.25f, 1e-3f);
  p->SetQuaternion(0.5f, -0.5f, 0.5f, -0.5f);
  send(s, p);
  igtl::StatusMessage::Pointer u = igtl::StatusMessage::New();
  u->SetCode(13);
  u->SetSubCode(-7);
  u->SetErrorName("LOST");
  u->SetStatusString("nothing is seen");
  send(s, u);
  igtl::StringMessage::Pointer g = igtl::StringMessage::New();
  g->SetString("confirm 1");
  send(s, g);
  s->CloseSocket();
  return 0;
}

static void show(const char* name, const float* x, int n) {
  printf(" %s", name);
  for (int i = 0; i < n; i++) printf(" %.9g", x[i]);
}

template <class M> static M unpack(igtl::ClientSocket::Pointer s, igtl::MessageHeader::Pointer h) {
  M m = M::ObjectType::New();
  m->SetMessageHeader(h);
  m->AllocatePack();
  s->Receive(m->GetPackBodyPointer(), m->GetPackBodySize());
  printf("%s %s%s", h->GetDeviceType(), h->GetDeviceName(),
         m->Unpack(1) & igtl::MessageHeader::UNPACK_BODY ? "" : " REFUSED");
  return m;
}

static void showMatrix(const igtl::Matrix4x4& m) {
  float x[12];
  for (int c = 0; c < 4; c++)
    for (int r = 0; r < 3; r++) x[3 * c + r] = m[r][c];
  show("matrix", x, 12);
}

static int receiveAll(const char* host, int port) {
  igtl::ClientSocket::Pointer s = igtl::ClientSocket::New();
  if (s->ConnectToServer(host, port) != 0) return 1;
  igtl::MessageHeader::Pointer h = igtl::MessageHeader::New();
  for (;;) {
    h->InitPack();
    if (s->Receive(h->GetPackPointer(), h->GetPackSize()) != h->GetPackSize()) break;
    h->Unpack();
    std::string type = h->GetDeviceType();
    float x[4];
    if (type == "TRANSFORM") {
      igtl::TransformMessage::Pointer m = unpack<igtl::TransformMessage::Pointer>(s, h);
      igtl::Matrix4x4 got;
      m->GetMatrix(got);
      showMatrix(got);
    } else if (type == "TDATA") {
      igtl::TrackingDataMessage::Pointer m = unpack<igtl::TrackingDataMessage::Pointer>(s, h);
      for (int i = 0; i < m->GetNumberOfTrackingDataElements(); i++) {
        igtl::TrackingDataElement::Pointer e;
        m->GetTrackingDataElement(i, e);
        igtl::Matrix4x4 got;
        e->GetMatrix(got);
        printf(" %s %d", e->GetName(), e->GetType());
        showMatrix(got);
      }
    } else if (type == "QTDATA") {
      igtl::QuaternionTrackingDataMessage::Pointer m = unpack<igtl::QuaternionTrackingDataMessage::Pointer>(s, h);
      for (int i = 0; i < m->GetNumberOfQuaternionTrackingDataElements(); i++) {
        igtl::QuaternionTrackingDataElement::Pointer e;
        m->GetQuaternionTrackingDataElement(i, e);
        printf(" %s %d", e->GetName(), e->GetType());
        e->GetPosition(x);
        show("at", x, 3);
        e->GetQuaternion(x);
        show("turned", x, 4);
      }
    } else if (type == "POSITION") {
      igtl::PositionMessage::Pointer m = unpack<igtl::PositionMessage::Pointer>(s, h);
      m->GetPosition(x);
      show("at", x, 3);
      m->GetQuaternion(x);
      show("turned", x, 4);
    } else if (type == "STATUS") {
      igtl::StatusMessage::Pointer m = unpack<igtl::StatusMessage::Pointer>(s, h);
      printf(" %d %lld %s %s", m->GetCode(), (long long)m->GetSubCode(), m->GetErrorName(), m->GetStatusString());
    } else if (type == "STRING") {
      igtl::StringMessage::Pointer m = unpack<igtl::StringMessage::Pointer>(s, h);
      printf(" %s", m->GetString());
    } else {
      printf("unknown %s", type.c_str());
      s->Skip(h->GetBodySizeToRead(), 0);
    }
    printf("\n");
  }
  return 0;
}

int main(int argc, char** argv) {
  if (argc > 2 && !strcmp(argv[1], "send")) return sendAll(atoi(argv[2]));
  if (argc > 3 && !strcmp(argv[1], "receive")) return receiveAll(argv[2], atoi(argv[3]));
  return 64;
}
